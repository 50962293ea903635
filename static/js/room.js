// A live room. The page works without this: it shows the latest and posts a form. This keeps it true by itself.

import "./room-history.js";
import { Link } from "./room-link.js";
import { Log } from "./room-log.js";
import { Outbox } from "./room-outbox.js";
import { Acts } from "./room-acts.js";
import { Hidden } from "./room-hiding.js";
import { openKeys } from "./room-keys.js";
import { openWays } from "./room-ways.js";
import { showPeople, showTyping, tellTyping } from "./room-people.js";
import { openCard, showCard } from "./room-card.js";
import { showSupport } from "./room-care.js";
import { openDraft } from "./room-draft.js";
import { Voice } from "./room-voice.js";
import { tidy } from "./room-shelf.js";
import { say, hush, showShutters } from "./room-status.js";

const page = document.getElementById("room-script").dataset;
const form = document.querySelector("form[data-say]");
const box = form?.elements.body;
const answered = document.getElementById("answered");

tidy(page.me);
let keepDraft = () => {};
const hidden = new Hidden(page);
const log = new Log(page, { hidden, ask: (after) => link.send({ type: "since", after }), read, markRead });
const voice = new Voice(page, form, log);
const acts = new Acts(page, { send: (frame) => link.send(frame), log, answer: answerTo, voice });
const outbox = new Outbox(page, { send: (frame) => link.send(frame), log, takeUp, held: kept, voice });
const link = new Link(page, { last: () => log.last, frame: take, ready: resend });

function take(frame) {
  switch (frame.type) {
    case "hello":
      log.begin(frame.room);
      showShutters(frame.room.state, frame.room.reason);
      showCard(frame.room.answering_until);
      allow(frame.you);
      break;
    case "you":
      allow(frame);
      break;
    case "event":
      log.place(frame);
      if (frame.kind === "message") {
        outbox.seen(frame.seq);
        if (log.isMine(frame.author)) refreshHeld();
      }
      break;
    case "replayed":
      if (frame.truncated) read();
      break;
    case "presence":
      showPeople(page, { ...frame, authors: frame.authors.filter((author) => !hidden.hides(author)) });
      break;
    case "typing":
      showTyping(page, { authors: frame.authors.filter((author) => !hidden.hides(author)) });
      break;
    case "ack":
      if (!acts.acked(frame)) outbox.acked(frame);
      break;
    case "error":
      if (!(frame.nonce && (acts.refused(frame) || outbox.refused(frame))) && frame.detail) say(frame.detail, 15);
      break;
    case "support":
      showSupport(frame.panel, box);
      break;
  }
}

function allow(you) {
  voice.wear(you.mask);
  if (!form) {
    // The page was drawn while nobody could speak: come back for the box, not all at once.
    if (you.can_send) setTimeout(() => location.reload(), Math.random() * 4000);
    return;
  }
  form.hidden = !you.can_send && you.why_not === "closed";
  const why = page[you.why_not];
  const way = you.why_not === "agreement" && { act: page.agreementAct, url: location.pathname };
  // The sentence of whoever paused the room stands at the door, and here beside the box.
  const because = ["held", "closed"].includes(you.why_not) ? document.getElementById("why").textContent : "";
  if (why) say(`${why} ${because}`.trim(), 0, way);
  else hush(page.held, page.closed, page.muted, page.full, page.agreement);
}

// Longer gaps than a replay holds are read over HTTP, oldest first, until nothing is missing.
async function read() {
  for (;;) {
    const answer = await fetch(`${page.events}?after=${log.last}`).then((found) => found.json());
    answer.events?.forEach((event) => log.place(event));
    if (!answer.truncated || !answer.events.length) return;
  }
}

function kept(waits) {
  say(waits.detail, 15);
  showHeld();
}

// One's own words that wait are drawn by the house: the page is asked for, and this part of it is taken over.
async function showHeld() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("waiting-words");
  if (fresh) document.getElementById("waiting-words")?.replaceWith(document.adoptNode(fresh));
}

function refreshHeld() {
  if (document.querySelector("#waiting-words article")) showHeld();
}

function resend() {
  acts.resend();
  outbox.resend();
}

// Words that were refused go back into the box, with what belonged to them where nothing else stands there.
function takeUp(item) {
  if (!box) return;
  const note = form.elements.content_note;
  voice.take(Boolean(item.mask), { isAlone: !box.value });
  if (!box.value && item.content_note) {
    note.value = item.content_note;
    note.closest("details").open = true;
  }
  const line = item.reply_to && document.getElementById(`m${item.reply_to}`);
  if (!box.value && line) answer(item.reply_to, log.quoted(line));
  box.value = box.value ? `${box.value}\n${item.body}` : item.body;
  keepDraft();
  box.focus();
}

function markRead(seq) {
  if (page.me) link.send({ type: "read", seq });
}

function answerTo(line) {
  if (!form) return;
  const fold = line.querySelector("details.acts");
  if (fold) fold.open = false;
  answer(line.dataset.seq, log.quoted(line));
}

function answer(seq, words, { focus = true } = {}) {
  form.elements.reply_to.value = seq;
  answered.hidden = !seq;
  answered.querySelector("span").textContent = words;
  keepDraft();
  if (focus) box.focus({ preventScroll: !seq });
}

document.getElementById("refresh").hidden = true;
document.getElementById("mark-read")?.remove();
keepDraft = form ? openDraft(page, form, { answer, voice }).keep : keepDraft;
if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!box.value.trim()) return;
    const note = form.elements.content_note;
    outbox.put(box.value, Number(form.elements.reply_to.value) || null, note.value.trim(), voice.isMasked);
    box.value = note.value = "";
    note.closest("details").open = false;
    answer("", "");
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  answered.querySelector("[data-no-answer]").addEventListener("click", (event) => {
    event.preventDefault();
    answer("", "");
  });
}
if (box && page.seen) box.addEventListener("input", () => voice.isMasked || tellTyping((frame) => link.send(frame)));
openKeys(page, log, { acts, box });
openWays(page, log);
openCard(box);
log.open();
outbox.open();
link.open();
