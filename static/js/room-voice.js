// Under which name one speaks: one's own, or the mask of this room. Chosen before typing, so that nothing of the one
// shows while the other is worn.

import { say } from "./room-status.js";
import { lastToldTyping } from "./room-people.js";

// As long as others may remember who was writing.
const REMEMBERED_MS = 60_000;
const LEARN_MS = 3_000;

export class Voice {
  constructor(page, form, log) {
    Object.assign(this, { page, log });
    this.choice = form?.elements.voice;
    this.choice?.addEventListener("change", () => this.warn());
  }

  get isMasked() {
    return this.choice?.value === "mask";
  }

  // Words that were to go under a mask never come out from behind it by themselves.
  take(isMasked, { isAlone }) {
    if (!this.choice || (!isMasked && !isAlone)) return;
    this.choice.value = isMasked ? "mask" : "name";
  }

  // The house drew a mask, in this window or another one.
  wear(mask) {
    if (!mask || mask.id === this.log.mask?.id) return;
    this.page.mask = mask.id;
    this.log.mask = mask;
    const option = this.choice?.querySelector('[value="mask"]');
    if (option) option.textContent = this.page.myMask.replace("{name}", mask.name);
    this.log.claim(mask);
  }

  // Where no line tells it (sockets do not pass everywhere), the page says which mask it was.
  async learn() {
    await new Promise((later) => setTimeout(later, LEARN_MS));
    if (this.page.mask) return;
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const id = fresh.getElementById("room-script")?.dataset.mask;
    this.wear([...this.log.masked.values()].map((event) => event.author).find((author) => author.id === id));
  }

  warn() {
    if (this.isMasked && Date.now() - lastToldTyping() < REMEMBERED_MS) say(this.page.seenWriting, 20);
  }
}
