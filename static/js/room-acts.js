// What one does with a message in its place: answer, make a gesture, change one's own words.

import { piece } from "./room-log.js";
import { uuid } from "./room-outbox.js";
import { say } from "./room-status.js";

export class Acts {
  constructor(page, { send, log, answer, voice }) {
    Object.assign(this, { page, send, log, answer, voice });
    this.pending = new Map();
    log.list.addEventListener("click", (event) => this.clicked(event));
  }

  clicked(event) {
    const line = event.target.closest("[data-seq]");
    const asked = event.target.closest("[data-answer], [data-gesture], [data-edit]");
    if (!line || !asked || !this.page.me) return;
    event.preventDefault();
    if ("answer" in asked.dataset) this.answer(line);
    else if ("gesture" in asked.dataset) this.offer(line);
    else this.edit(line);
  }

  // Ask the house; `refused` hears its sentence. What does not leave now is said calmly.
  ask(frame, { done, refused }) {
    const nonce = uuid();
    this.pending.set(nonce, { frame: { ...frame, nonce }, done, refused });
    if (this.send({ ...frame, nonce }) === false) {
      this.pending.delete(nonce);
      refused({ detail: this.page.away });
    }
  }

  // The line is back: what had no answer yet is asked again, with the same nonce.
  resend() {
    for (const { frame } of this.pending.values()) this.send(frame);
  }

  acked(frame) {
    const asked = this.pending.get(frame.nonce);
    this.pending.delete(frame.nonce);
    asked?.done();
    return Boolean(asked);
  }

  refused(frame) {
    const asked = this.pending.get(frame.nonce);
    this.pending.delete(frame.nonce);
    asked?.refused(frame);
    return Boolean(asked);
  }

  offer(line) {
    const open = line.querySelector(".gestures");
    if (open) {
      open.remove();
      return;
    }
    const row = piece("gestures");
    const mine = (line.querySelector(".made")?.dataset.mine || "").split(" ");
    for (const button of row.children) {
      button.ariaPressed = String(mine.includes(button.dataset.kind));
      button.addEventListener("click", () => {
        const on = button.ariaPressed !== "true";
        button.ariaPressed = String(on);
        const frame = { type: "gesture", target_seq: Number(line.dataset.seq), gesture: button.dataset.kind, on };
        if (this.voice.isMasked) frame.mask = true;
        this.ask(frame, {
          done: () => {},
          refused: ({ detail }) => {
            button.ariaPressed = String(!on);
            say(detail, 15);
          },
        });
      });
    }
    line.querySelector(".acts").after(row);
    row.firstElementChild.focus();
  }

  // Whoever holds the room calls the team to a message with one key.
  call(line) {
    if (!this.page.call || !line.matches(".msg")) return;
    const frame = { type: "report", target_seq: Number(line.dataset.seq), reason: "other", note: this.page.call };
    this.ask(frame, { done: () => say(this.page.called, 15), refused: ({ detail }) => say(detail, 15) });
  }

  // The words as they were typed stand on the message's own page.
  async edit(line) {
    const address = this.log.address(line.dataset.seq);
    const page = await fetch(address)
      .then((found) => found.text())
      .catch(() => "");
    const source = new DOMParser().parseFromString(page, "text/html").querySelector("textarea[name=body]");
    if (!source || !document.getElementById("t-edit")) {
      location.assign(address);
      return;
    }
    line.querySelector("[data-change]")?.remove();
    const form = piece("edit");
    const box = form.querySelector("textarea");
    const trouble = form.querySelector(".fix");
    let isAsked = false;
    box.value = source.value;
    form.querySelector("[data-leave]").addEventListener("click", () => {
      form.remove();
      line.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const frame = { type: "edit", target_seq: Number(line.dataset.seq), body: box.value };
      if (isAsked) frame.confirmed = true;
      this.ask(frame, {
        done: () => {
          form.remove();
          line.focus();
        },
        refused: ({ detail, code }) => {
          isAsked = code === "confirm";
          trouble.textContent = detail;
          trouble.hidden = false;
        },
      });
    });
    const fold = line.querySelector("details.acts");
    fold.open = false;
    fold.after(form);
    box.focus();
  }
}
