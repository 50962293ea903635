// What stands in the box is kept on this device until it is said, and stands there again when one comes back.

import { Shelf } from "./room-shelf.js";
import { say } from "./room-status.js";

export function openDraft(page, form, { answer, voice }) {
  const shelf = new Shelf("draft", page.me, page.slug);
  const { body, content_note: note, reply_to: reply } = form.elements;

  function keep() {
    if (!body.value.trim() && !note.value.trim()) {
      shelf.drop();
      return;
    }
    const words = document.querySelector("#answered span").textContent;
    const to = reply.value ? { seq: reply.value, words } : null;
    shelf.keep({ body: body.value, note: note.value, to, mask: voice.isMasked, at: new Date().toISOString() });
  }

  const kept = shelf.get();
  // Words that the house gave back beside a refusal are younger than what was kept.
  if (kept && !body.value) {
    body.value = kept.body;
    note.value = kept.note || "";
    voice.take(Boolean(kept.mask), { isAlone: true });
    if (note.value) note.closest("details").open = true;
    if (kept.to && !reply.value) answer(kept.to.seq, kept.to.words, { focus: false });
    say(page.draft, 10);
  }
  form.addEventListener("input", keep);
  return { keep };
}
