// The log on the screen: every event in its place, once, in order; what is missing is asked for.

import { showCard } from "./room-card.js";
import { showShutters } from "./room-status.js";
import { Times } from "./room-time.js";

const NEAR = 160;
const MOST_LINES = 500;
const KEPT_LINES = 300;
const MAY_CHANGE_MS = 15 * 60_000;

export function piece(name) {
  return document.getElementById(`t-${name}`).content.firstElementChild.cloneNode(true);
}

export class Log {
  constructor(page, { ask, read, markRead, hidden }) {
    Object.assign(this, { page, ask, read, markRead, hidden });
    this.list = document.getElementById("log");
    this.last = Number(page.last);
    this.early = new Map();
    this.asked = 0;
    this.hues = page.hues.split(" ");
    this.isCalm = false;
    this.held = [];
    this.gesturers = new Map();
    // Messages under masks: one of them may turn out to be one's own, in another window.
    this.masked = new Map();
    this.mask = null;
    this.times = new Times(this.list, page);
  }

  // Mark what was said since the last visit and go there.
  open() {
    this.keepSeen();
    if (location.hash) return;
    const fresh = document.getElementById("new");
    if (fresh) fresh.scrollIntoView({ block: "center" });
    else document.getElementById("latest").scrollIntoView({ block: "end" });
  }

  // The house knows its reader as far read as this; nobody else ever learns of it.
  keepSeen() {
    clearTimeout(this.seen);
    this.seen = setTimeout(() => {
      if (document.visibilityState === "visible" && !this.held.length) this.markRead(this.last);
    }, 1500);
  }

  // Where the box is in sight it stays where it is, and what is said moves up above it. Measured once a frame.
  hold() {
    if (this.settling) return;
    const latest = document.getElementById("latest");
    // Unless somebody scrolled meanwhile: fractions of a pixel would add up over an evening.
    const top = this.stood?.scroll === scrollY ? this.stood.top : latest.getBoundingClientRect().top;
    const isInSight = top > 0 && top < innerHeight + NEAR;
    this.settling = requestAnimationFrame(() => {
      this.settling = 0;
      if (isInSight) scrollBy({ top: latest.getBoundingClientRect().top - top, behavior: "instant" });
      this.thin();
      this.stood = { scroll: scrollY, top };
    });
  }

  begin(room) {
    if (room.last_seq < this.last) location.reload();
    // What retention has forgotten will not come.
    if (room.first_seq > this.last + 1) this.last = room.first_seq - 1;
  }

  place(event) {
    if (event.seq <= this.last) return;
    this.early.set(event.seq, event);
    this.hold();
    for (let next; (next = this.early.get(this.last + 1)); ) {
      this.early.delete(next.seq);
      this.last = next.seq;
      this.take(next);
    }
    this.keepSeen();
    if (this.early.size && this.asked !== this.last) {
      this.asked = this.last;
      this.ask(this.last);
    }
  }

  // In the calm view what others say waits until it is asked for; what changes or goes does so at once.
  take(event) {
    // Whom one hides is not drawn; what the house or its facilitators announce always is.
    if (event.kind === "message" && this.hidden.hides(event.author)) {
      this.hidden.seqs.add(event.seq);
      return;
    }
    const isSaid = event.kind === "message" || (event.kind === "notice" && event.text);
    if (this.isCalm && isSaid && !this.isMine(event.author)) {
      this.held.push(event);
      document.getElementById("held").hidden = false;
      return;
    }
    const held = this.held.find((one) => one.seq === event.target_seq);
    if (held && event.kind === "edited") Object.assign(held, { html: event.html, state: event.state });
    else if (held && event.kind === "removed") Object.assign(held, { state: "removed", code: event.code });
    if (isSaid) this.showHeld();
    this.draw(event);
    this.drawn?.(event);
  }

  showHeld() {
    const held = this.held;
    this.held = [];
    document.getElementById("held").hidden = true;
    // Whoever asks for them reads them; they are not read aloud besides.
    for (const event of held) this.draw(event);
    if (held.length) this.keepSeen();
    return held[0]?.seq;
  }

  isMine(author) {
    return Boolean(author) && (author.id === this.page.me || author.id === this.page.mask);
  }

  // This mask is one's own, from now on and in what it said before.
  claim(mask) {
    for (const [seq, event] of this.masked) {
      const old = document.getElementById(`m${seq}`);
      if (event.author.id !== mask.id || !old?.querySelector(".words") || old.matches(".mine")) continue;
      const line = this.message(event);
      line.id = old.id;
      line.dataset.seq = seq;
      const sent = old.querySelector("[data-sent]");
      if (sent) line.querySelector(":scope > div").append(sent);
      old.replaceWith(line);
    }
  }

  gone(event) {
    return piece({ author: "taken", set_aside: "aside" }[event.code] || "gone");
  }

  draw(event) {
    if (event.kind === "message") this.add(event, event.state === "removed" ? this.gone(event) : this.message(event));
    else if (event.kind === "edited" && event.state !== "removed") this.change(event);
    else if (event.kind === "gesture") this.gesture(event);
    else if (event.kind === "notice" && event.text) this.add(event, this.notice(event));
    else if (event.kind === "removed") this.turn(event.target_seq, this.gone(event));
    else if (event.kind === "restored" && event.state !== "removed") this.restore(event.target_seq);
    else if (event.kind === "room") {
      if ("state" in event.params) showShutters(event.params.state, event.params.reason);
      if ("answering_until" in event.params) showCard(event.params.answering_until);
      if (!("topic" in event.params)) return;
      const topic = document.getElementById("topic");
      topic.textContent = event.params.topic;
      topic.hidden = !event.params.topic;
    }
  }

  add(event, line) {
    line.id = `m${event.seq}`;
    line.dataset.seq = event.seq;
    document.getElementById("silence")?.remove();
    const waiting = this.list.querySelector(".waiting, .refused");
    this.times.day(new Date(event.at), waiting);
    this.list.insertBefore(line, waiting);
  }

  // A busy evening stays light on an old telephone: what is far above can be read on the pages of what was said before.
  thin() {
    if (this.list.children.length <= MOST_LINES) return;
    const seqs = [...this.list.querySelectorAll(":scope > [data-seq]")];
    const first = seqs[seqs.length - KEPT_LINES];
    const stands = this.list.contains(document.activeElement) && document.activeElement;
    const isAbove = stands && first.compareDocumentPosition(stands) & Node.DOCUMENT_POSITION_PRECEDING;
    if (isAbove || first.getBoundingClientRect().bottom > -innerHeight) return;
    const stood = first.getBoundingClientRect().top;
    let day = null;
    while (this.list.firstElementChild !== first) {
      const line = this.list.firstElementChild;
      if (line.matches("[data-day]")) day = line;
      line.remove();
    }
    if (day) first.before(day);
    const earlier = document.getElementById("earlier");
    earlier.href = `?before=${first.dataset.seq}`;
    earlier.hidden = earlier.parentElement.hidden = false;
    scrollBy({ top: first.getBoundingClientRect().top - stood, behavior: "instant" });
  }

  face(line, author) {
    const face = line.querySelector(".face");
    face.classList.add(`hue-${this.hues[author.colour % this.hues.length]}`);
    face.querySelector("use").setAttribute("href", `${this.page.sprite}#${author.mask ? `mask-${author.shape % 12}` : `face-${author.shape % 10}`}`);
    line.querySelector(".who").textContent = author.name;
    line.querySelector("[data-mask]").hidden = !author.mask;
  }

  message(event) {
    const line = piece("message");
    this.face(line, event.author);
    if (event.author.mask) {
      // The hour of a mask is known roughly: nobody is told a minute that is none.
      line.querySelector("time").remove();
      line.dataset.at = event.at;
      line.dataset.author = event.author.id;
      this.masked.set(event.seq, event);
      if (this.masked.size > MOST_LINES) this.masked.delete(this.masked.keys().next().value);
    } else this.times.hour(line, new Date(event.at));
    line.querySelector("[data-badge]").hidden = event.author.badge !== "facilitator";
    this.words(line, event);
    const to = event.reply_to && document.getElementById(`m${event.reply_to}`);
    if (this.hidden.seqs.has(event.reply_to)) {
      line.querySelector(".to").textContent = this.page.toHidden;
      line.querySelector(".to").hidden = false;
    } else if (to) {
      line.querySelector(".to").textContent = this.quoted(to);
      line.querySelector(".to").dataset.to = event.reply_to;
      line.querySelector(".to").hidden = false;
    }
    if (this.isMine(event.author)) {
      line.classList.add("mine");
      for (const act of line.querySelectorAll("[data-answer], [data-gesture], [data-flag], [data-hide]")) act.remove();
      for (const act of line.querySelectorAll("[data-edit], [data-delete]")) act.href = this.address(event.seq);
      line.querySelector("[data-delete]").hash = "take-back";
      const window = event.author.mask ? 2 * MAY_CHANGE_MS : MAY_CHANGE_MS;
      if (Date.now() - new Date(event.at) > window) line.querySelector(".acts").remove();
    } else {
      for (const act of line.querySelectorAll("[data-edit], [data-delete]")) act.remove();
      const gesture = line.querySelector("[data-gesture]");
      if (gesture) gesture.href = this.address(event.seq);
      line.querySelector("[data-flag]").href = this.page.flag.replace("/0/", `/${event.id}/`);
      const hide = line.querySelector("[data-hide]");
      if (hide) {
        hide.href = this.page.hide.replace(/[0-]{36}/, event.author.id);
        hide.querySelector(".sr").textContent = ` ${event.author.name}`;
      }
      const decide = line.querySelector("[data-decide]");
      if (decide) decide.href = this.page.decide.replace("/0/", `/${event.id}/`);
      const answer = line.querySelector("[data-answer]");
      if (answer) answer.href = `?reply=${event.seq}#latest`;
    }
    return line;
  }

  address(seq) {
    return this.page.message.replace("/0/", `/${seq}/`);
  }

  // Sanitised by the server before it was stored.
  words(line, { html, content_note: note, state }) {
    const words = piece("message").querySelector(".words");
    words.innerHTML = html;
    const old = line.querySelector(".note") || line.querySelector(".words");
    if (note) {
      const fold = piece("note");
      fold.querySelector("strong").textContent = note;
      fold.append(words);
      fold.open = Boolean(old.open);
      old.replaceWith(fold);
    } else old.replaceWith(words);
    if (state === "edited" && !line.querySelector(".changed")) line.querySelector(".head").append(piece("changed"));
  }

  change(event) {
    const line = document.getElementById(`m${event.target_seq}`);
    if (line?.querySelector(".words") && event.html) this.words(line, event);
  }

  // Which gestures were made to a message: never who, never how many.
  gesture({ target_seq: seq, gesture: kind, on, author }) {
    const line = document.getElementById(`m${seq}`);
    const place = line?.querySelector(".words")?.parentElement;
    if (!place) return;
    const made = line.querySelector(".made") || piece("made");
    if (!made.isConnected) (line.querySelector(".note") || line.querySelector(".words")).after(made);
    const kinds = new Set((made.dataset.made || "").split(" ").filter(Boolean));
    const mine = new Set((made.dataset.mine || "").split(" ").filter(Boolean));
    const key = `${seq} ${kind}`;
    const known = this.gesturers.get(key) || new Set(kinds.has(kind) && !(mine.has(kind) && !on) ? ["before"] : []);
    this.gesturers.set(key, known);
    if (on) known.add(author?.id);
    else known.delete(author?.id);
    if (this.isMine(author)) mine[on ? "add" : "delete"](kind);
    kinds[known.size ? "add" : "delete"](kind);
    made.dataset.made = [...kinds].join(" ");
    made.dataset.mine = [...mine].join(" ");
    made.hidden = !kinds.size;
    const names = [...piece("gestures").children].filter((one) => kinds.has(one.dataset.kind));
    made.querySelector("span").textContent = names.map((one) => one.textContent.trim().toLowerCase()).join(", ");
    for (const button of line.querySelectorAll(`[data-kind="${kind}"]`)) button.ariaPressed = String(mine.has(kind));
  }

  notice(event) {
    const line = piece("notice");
    const colon = this.page.roomLanguage === "fr" ? "\u00a0: " : ": ";
    if (event.author) line.querySelector(".who").textContent = event.author.name;
    line.querySelector("[data-words]").textContent = (event.author ? colon : "") + event.text;
    return line;
  }

  // The message says something else now: a passage was cut, or put back.
  // “To Lucie: “its first words””
  quoted(line) {
    const name = line.querySelector(".who")?.textContent || "";
    const all = line.querySelector(".words")?.textContent.trim().replace(/\s+/g, " ") || "";
    const words = all.length > 80 ? `${all.slice(0, 79).replace(/\s\S*$/, "")}…` : all;
    const pattern = words ? this.page.to : this.page.toName;
    // Quotation marks within those of the page become the inner ones.
    const inner = pattern.includes("«")
      ? words.replace(/«\s*([^«»]*?)(?:\s*»|$)/g, "“$1”")
      : words.replace(/“([^“”]*)(?:”|$)/g, "‘$1’");
    return pattern.replace(/\{(name|words)\}/g, (_, part) => (part === "name" ? name : inner));
  }

  turn(seq, line) {
    const old = document.getElementById(`m${seq}`);
    if (!old) return;
    line.id = old.id;
    line.dataset.seq = seq;
    old.replaceWith(line);
    for (const to of this.list.querySelectorAll(`[data-to="${seq}"]`)) to.hidden = true;
  }

  async restore(seq) {
    if (!document.getElementById(`m${seq}`)) return;
    const answer = await fetch(`${this.page.events}?after=${seq - 1}`).then((found) => found.json());
    const event = answer.events?.find((one) => one.seq === seq);
    if (event?.html) this.turn(seq, this.message(event));
  }

  waiting(item) {
    const line = piece("mine");
    const face = this.list.querySelector(".mine:not([data-author]) .face");
    if (item.mask && this.mask) this.face(line, this.mask);
    else if (item.mask) line.querySelector("[data-mask]").hidden = false;
    else if (face) line.querySelector(".face").replaceWith(face.cloneNode(true));
    if (item.mask) line.dataset.author = this.mask?.id || "";
    else line.querySelector(".who").textContent = this.page.name;
    line.querySelector(".words").textContent = item.body;
    this.times.hour(line, new Date(item.at));
    this.hold();
    this.list.append(line);
    // Where help stands open between the log and the box, the line comes into sight rather than the box.
    if (document.getElementById("support").firstElementChild) line.scrollIntoView({ block: "center" });
    return line;
  }

  markSent(seq) {
    const place = document.getElementById(`m${seq}`)?.querySelector(":scope > div");
    if (!place) return;
    for (const old of this.list.querySelectorAll("[data-sent]")) old.remove();
    place.append(piece("sent"));
  }
}
