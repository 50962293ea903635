// The line to the house: a socket that comes back by itself with what was missed; where sockets fail, long polling.

import { say, hush } from "./room-status.js";

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
const QUIET_MS = 45_000;
const ANSWER_MS = 10_000;
// A socket that never opened will hardly open now: something between refuses it.
const TRIES_NEW = 1;
const TRIES_KNOWN = 4;
const POLL_FOR_MS = 120_000;
const FINAL = { 4400: "flooding", 4401: "ended", 4403: "notAllowed", 4404: "noRoom", 4429: "flooding" };

export class Link {
  constructor(page, { last, frame, ready }) {
    Object.assign(this, { page, last, frame, ready });
    this.tries = 0;
    this.hasOpened = false;
    this.isOver = false;
    this.wasAway = false;
    addEventListener("online", () => this.open());
    addEventListener("offline", () => this.socket?.close());
    addEventListener("pageshow", (event) => event.persisted && this.open());
  }

  open() {
    if (this.isOver || this.socket || this.isPolling) return;
    clearTimeout(this.again);
    const address = new URL(`/ws/rooms/${this.page.slug}/`, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    address.search = new URLSearchParams({ after: this.last(), lang: this.page.language });
    const socket = (this.socket = new WebSocket(address));
    socket.onmessage = ({ data }) => {
      this.heard();
      const frame = JSON.parse(data);
      if (frame.type === "hello") {
        this.hasOpened = true;
        this.back();
      }
      this.frame(frame);
      if (frame.type === "replayed" && !this.isReady) {
        this.isReady = true;
        this.ready();
      }
    };
    socket.onclose = ({ code }) => this.closed(code);
  }

  // A line can die without a word: after some quiet, ask; without an answer, begin anew.
  heard() {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => {
      this.send({ type: "since", after: this.last() });
      this.quiet = setTimeout(() => this.closed(1006), ANSWER_MS);
    }, QUIET_MS);
  }

  // Anybody may see on the page whether its line stands: "live", "polling" or "away".
  state(word) {
    document.body.dataset.line = word;
  }

  back() {
    this.state(this.isPolling ? "polling" : "live");
    this.tries = 0;
    clearTimeout(this.away);
    hush(this.page.away);
    if (this.wasAway) say(this.page.back, 6);
    this.wasAway = false;
  }

  closed(code) {
    if (!this.socket) return;
    this.state("away");
    this.socket.onclose = this.socket.onmessage = null;
    this.socket.close();
    this.socket = null;
    this.isReady = false;
    clearTimeout(this.quiet);
    if (FINAL[code]) {
      this.end(FINAL[code]);
      return;
    }
    this.tries += 1;
    clearTimeout(this.away);
    if (!this.wasAway) this.away = setTimeout(() => this.sayAway(), 1500);
    if (this.tries > (this.hasOpened ? TRIES_KNOWN : TRIES_NEW) && navigator.onLine) {
      this.poll();
      return;
    }
    const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.tries) * (0.5 + Math.random());
    this.again = setTimeout(() => this.open(), code === 1012 ? 1000 + wait : wait);
  }

  sayAway() {
    this.wasAway = true;
    say(this.page.away);
  }

  end(word) {
    this.isOver = true;
    clearTimeout(this.away);
    this.state("over");
    say(this.page[word], 0, word === "ended" && { url: this.page.door, act: this.page.doorAct });
  }

  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
    else if (this.isPolling) this.post(frame);
    // Otherwise the outbox sends it when the line is back.
    else return false;
    return true;
  }

  // Where sockets do not pass: the same events and frames over plain HTTP, and now and then another try.
  async poll() {
    this.isPolling = true;
    const end = Date.now() + POLL_FOR_MS;
    let isBack = false;
    let lost = 0;
    while (!this.isOver && Date.now() < end && lost < 2) {
      try {
        const wait = isBack ? 25 : 0;
        const answer = await fetch(`${this.page.events}?after=${this.last()}&wait=${wait}`);
        if (answer.status === 401) this.end("ended");
        if (answer.status === 404) this.end("noRoom");
        if (!answer.ok) throw new Error(answer.status);
        const found = await answer.json();
        if (!isBack) {
          this.back();
          this.ready();
        }
        isBack = true;
        lost = 0;
        for (const event of found.events) this.frame(event);
      } catch {
        if (!this.wasAway) this.sayAway();
        isBack = false;
        lost += 1;
        await new Promise((go) => setTimeout(go, 1000 + Math.random() * 3000));
      }
    }
    this.isPolling = false;
    this.tries = 1;
    this.open();
  }

  async post(frame) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    try {
      const answer = await fetch(this.page.frames, { method: "POST", headers, body: JSON.stringify(frame) });
      if (answer.status === 401 || answer.status === 403) this.end("ended");
      else for (const one of (await answer.json()).frames) this.frame(one);
    } catch {
      // It is still in the outbox and goes again, soon or when the line is back.
    }
  }
}
