// What one said and the house has not yet acknowledged: kept on this device, through reloads, until it is sent or let go.

const TRANSIENT = new Set(["unavailable"]);

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
  constructor(page, { send, log, takeUp, held }) {
    Object.assign(this, { page, send, log, takeUp, held });
    this.key = `entraide:room-outbox:${page.me}:${page.slug}`;
    this.lines = new Map();
    this.sent = new Map();
    try {
      this.items = JSON.parse(localStorage.getItem(this.key)) || [];
    } catch {
      this.items = [];
    }
  }

  open() {
    for (const item of this.items) this.draw(item);
  }

  keep() {
    try {
      if (this.items.length) localStorage.setItem(this.key, JSON.stringify(this.items));
      else localStorage.removeItem(this.key);
    } catch {
      // A full or closed store: the words stay on the screen.
    }
  }

  put(body, replyTo, note) {
    const item = { nonce: uuid(), body, reply_to: replyTo, content_note: note, at: new Date().toISOString() };
    this.items.push(item);
    this.keep();
    this.draw(item);
    this.post(item);
  }

  post(item) {
    const frame = { type: "send", nonce: item.nonce, body: item.body };
    if (item.reply_to) frame.reply_to = item.reply_to;
    if (item.content_note) frame.content_note = item.content_note;
    if (item.confirmed) frame.confirmed = true;
    this.send(frame);
  }

  resend() {
    for (const item of this.items) if (!item.refused) this.post(item);
  }

  draw(item) {
    const line = this.log.waiting(item);
    this.lines.set(item.nonce, line);
    line.querySelector("[data-again]").addEventListener("click", () => {
      this.drop(item.nonce);
      this.takeUp(item.body);
    });
    line.querySelector("[data-confirm]").addEventListener("click", () => {
      Object.assign(item, { confirmed: true, refused: "", asks: false });
      this.keep();
      line.classList.replace("refused", "waiting");
      line.querySelector("[data-waiting]").hidden = false;
      for (const part of line.querySelectorAll("[data-refused]")) part.hidden = true;
      this.post(item);
    });
    line.querySelector("[data-drop]").addEventListener("click", () => this.drop(item.nonce));
    if (item.refused) this.mark(item);
  }

  mark(item) {
    const line = this.lines.get(item.nonce);
    line.classList.replace("waiting", "refused");
    line.querySelector("[data-waiting]").hidden = true;
    for (const part of line.querySelectorAll("[data-refused]")) part.hidden = false;
    line.querySelector("[data-confirm]").hidden = !item.asks;
    line.querySelector("p[data-refused] span").textContent = item.refused;
  }

  drop(nonce) {
    this.items = this.items.filter((item) => item.nonce !== nonce);
    this.keep();
    this.lines.get(nonce)?.remove();
    this.lines.delete(nonce);
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
    this.items = this.items.filter((item) => item.nonce !== nonce);
    this.keep();
    this.sent.set(seq, nonce);
    if (seq <= this.log.last) this.seen(seq);
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
    if (TRANSIENT.has(code) && wait) {
      setTimeout(() => this.items.includes(item) && this.post(item), wait * 1000);
      return true;
    }
    item.refused = detail || this.page.lost;
    item.asks = code === "confirm";
    this.keep();
    this.mark(item);
    return true;
  }
}
