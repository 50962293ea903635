// What one said and the house has not yet acknowledged: kept on this device, through reloads, until it is sent or let go.
// One message leaves after the other, so that they arrive in the order in which they were written.

import { Shelf } from "./room-shelf.js";
import { say } from "./room-status.js";

// Not now, but by itself a little later.
const LATER = new Set(["unavailable", "slow_mode", "rate_limited"]);
// A frame holds 16 KiB; a longer one would close the socket again and again.
const FRAME_BYTES = 16_000;
const ANSWER_MS = 12_000;
// On a good line a message leaves before anybody needs to read that it waits.
const QUICK_MS = 1_200;

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Outside secure contexts.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class Outbox {
  constructor(page, { send, log, takeUp, held, voice }) {
    Object.assign(this, { page, send, log, takeUp, held, voice });
    this.shelf = new Shelf("outbox", page.me, page.slug, "");
    this.lines = new Map();
    this.sent = new Map();
    this.leaving = "";
    this.pause = this.patience = 0;
    this.items = page.me ? this.shelf.all().sort((one, other) => (one.at < other.at ? -1 : 1)) : [];
  }

  open() {
    for (const item of this.items) this.draw(item);
  }

  put(body, replyTo, note, isMasked) {
    const item = { nonce: uuid(), body, reply_to: replyTo, content_note: note, at: new Date().toISOString() };
    if (isMasked) item.mask = true;
    if (new TextEncoder().encode(JSON.stringify(this.frame(item))).length > FRAME_BYTES) item.refused = this.page.tooLong;
    this.items.push(item);
    this.shelf.keep(item, item.nonce);
    this.draw(item);
    const state = this.lines.get(item.nonce).querySelector("[data-waiting]");
    state.hidden = true;
    setTimeout(() => (state.hidden = Boolean(item.refused)), QUICK_MS);
    this.go();
  }

  frame(item) {
    const frame = { type: "send", nonce: item.nonce, body: item.body };
    if (item.reply_to) frame.reply_to = item.reply_to;
    if (item.content_note) frame.content_note = item.content_note;
    if (item.confirmed) frame.confirmed = true;
    if (item.mask) frame.mask = true;
    return frame;
  }

  // Let the oldest that waits leave, unless one is on its way or the house asked for patience.
  go() {
    const item = this.items.find((one) => !one.refused);
    if (!item || this.leaving || this.pause || this.send(this.frame(item)) === false) return;
    this.leaving = item.nonce;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.resend(), ANSWER_MS);
  }

  // The line is back, or an answer stayed away: the same words with the same nonce are never said twice.
  resend() {
    clearTimeout(this.patience);
    clearTimeout(this.pause);
    this.pause = 0;
    this.leaving = "";
    this.go();
  }

  draw(item) {
    const line = this.log.waiting(item);
    this.lines.set(item.nonce, line);
    line.querySelector("[data-again]").addEventListener("click", () => {
      this.drop(item.nonce);
      this.takeUp(item);
      this.go();
    });
    line.querySelector("[data-confirm]").addEventListener("click", () => {
      Object.assign(item, { confirmed: true, refused: "", asks: false });
      this.shelf.keep(item, item.nonce);
      this.show(item);
      this.go();
    });
    line.querySelector("[data-drop]").addEventListener("click", () => {
      this.drop(item.nonce);
      this.go();
    });
    this.show(item);
  }

  show(item) {
    const line = this.lines.get(item.nonce);
    line.classList.toggle("waiting", !item.refused);
    line.classList.toggle("refused", Boolean(item.refused));
    line.querySelector("[data-waiting]").hidden = Boolean(item.refused);
    for (const part of line.querySelectorAll("[data-refused]")) part.hidden = !item.refused;
    line.querySelector("[data-confirm]").hidden = !item.asks;
    line.querySelector("p[data-refused] span").textContent = item.refused || "";
  }

  drop(nonce) {
    this.items = this.items.filter((item) => item.nonce !== nonce);
    this.shelf.drop(nonce);
    this.lines.get(nonce)?.remove();
    this.lines.delete(nonce);
    if (this.leaving === nonce) this.leaving = "";
  }

  // The ack and the event come in any order; the waiting line goes when both are here.
  acked({ nonce, seq, waits }) {
    if (!this.lines.has(nonce)) return;
    if (waits) {
      // Somebody reads it first: the house has it, and shows it among the words that wait.
      this.drop(nonce);
      this.held(waits);
      return;
    }
    if (this.items.find((item) => item.nonce === nonce)?.mask) this.voice.learn();
    this.items = this.items.filter((item) => item.nonce !== nonce);
    this.shelf.drop(nonce);
    this.sent.set(seq, nonce);
    if (seq <= this.log.last) this.seen(seq);
    if (this.leaving === nonce) this.leaving = "";
    this.go();
  }

  seen(seq) {
    const nonce = this.sent.get(seq);
    if (!nonce) return;
    this.sent.delete(seq);
    this.drop(nonce);
    this.log.markSent(seq);
  }

  refused({ nonce, code, detail, retry_after_s: wait }) {
    const item = this.items.find((one) => one.nonce === nonce);
    if (!item) return false;
    if (this.leaving === nonce) this.leaving = "";
    if (LATER.has(code) && wait) {
      say(detail, wait);
      for (const one of this.items) {
        if (!one.refused) this.lines.get(one.nonce).querySelector("[data-waiting] span").textContent = this.page.later;
      }
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.resend(), wait * 1000 + 200);
      return true;
    }
    item.refused = detail || this.page.lost;
    item.asks = code === "confirm";
    this.shelf.keep(item, item.nonce);
    this.show(item);
    this.go();
    return true;
  }
}
