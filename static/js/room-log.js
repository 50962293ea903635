// The log on the screen: every event in its place, once, in order; what is missing is asked for.

import { showShutters } from "./room-status.js";

const NEAR = 160;

function piece(name) {
  return document.getElementById(`t-${name}`).content.firstElementChild.cloneNode(true);
}

function gone(event) {
  return piece(event.code === "set_aside" ? "aside" : "gone");
}

export class Log {
  constructor(page, { ask, read }) {
    Object.assign(this, { page, ask, read });
    this.list = document.getElementById("log");
    this.last = Number(page.last);
    this.early = new Map();
    this.asked = 0;
    this.hues = page.hues.split(" ");
    this.key = `entraide:room-seen:${page.me}:${page.slug}`;
    const zone = { timeZone: page.zone };
    this.dayOf = new Intl.DateTimeFormat("en-CA", zone);
    this.dayWords = new Intl.DateTimeFormat(page.language, { ...zone, weekday: "long", day: "numeric", month: "long" });
    this.clock = new Intl.DateTimeFormat("en-GB", { ...zone, hour: "numeric", minute: "2-digit" });
  }

  // Mark what was said since the last visit and go there.
  open() {
    const seen = Number(this.page.me && localStorage.getItem(this.key));
    this.keepSeen();
    const fresh = seen && [...this.list.querySelectorAll(".msg, .notice")].find((line) => line.dataset.seq > seen);
    if (fresh) {
      const rule = piece("new");
      fresh.before(rule);
      if (!location.hash) rule.scrollIntoView({ block: "center" });
    } else if (!location.hash) document.getElementById("latest").scrollIntoView({ block: "end" });
  }

  keepSeen() {
    try {
      if (this.page.me) localStorage.setItem(this.key, this.last);
    } catch {
      // Then there is no mark next time.
    }
  }

  begin(room) {
    if (room.last_seq < this.last) location.reload();
    // What retention has forgotten will not come.
    if (room.first_seq > this.last + 1) this.last = room.first_seq - 1;
  }

  place(event) {
    if (event.seq <= this.last) return;
    this.early.set(event.seq, event);
    const near = innerHeight + scrollY > document.documentElement.scrollHeight - NEAR;
    for (let next; (next = this.early.get(this.last + 1)); ) {
      this.early.delete(next.seq);
      this.last = next.seq;
      this.draw(next);
    }
    this.keepSeen();
    if (near && !this.early.size) document.getElementById("latest").scrollIntoView({ block: "nearest" });
    if (this.early.size && this.asked !== this.last) {
      this.asked = this.last;
      this.ask(this.last);
    }
  }

  draw(event) {
    if (event.kind === "message") this.add(event, event.state === "removed" ? gone(event) : this.message(event));
    else if (event.kind === "notice" && event.text) this.add(event, this.notice(event));
    else if (event.kind === "removed") this.turn(event.target_seq, gone(event));
    else if (event.kind === "restored" && event.state !== "removed") this.restore(event.target_seq);
    else if (event.kind === "edited" && event.state !== "removed") this.reword(event);
    else if (event.kind === "room") {
      if ("state" in event.params) showShutters(event.params.state);
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
    const at = new Date(event.at);
    const day = this.dayOf.format(at);
    const days = this.list.querySelectorAll("[data-day]");
    if (days[days.length - 1]?.dataset.day !== day) {
      const rule = piece("day");
      rule.dataset.day = day;
      rule.firstElementChild.textContent = this.dayWords.format(at);
      this.list.insertBefore(rule, waiting);
    }
    this.list.insertBefore(line, waiting);
  }

  face(line, author) {
    const face = line.querySelector(".face");
    face.classList.add(`hue-${this.hues[author.colour % this.hues.length]}`);
    face.querySelector("use").setAttribute("href", `${this.page.sprite}#face-${author.shape % 10}`);
    line.querySelector(".who").textContent = author.name;
  }

  time(line, at) {
    const [hour, minute] = this.clock.format(at).split(":").map(Number);
    const two = String(minute).padStart(2, "0");
    const node = line.querySelector("time");
    node.dateTime = at.toISOString();
    if (this.page.language === "fr") node.textContent = `${hour}\u00a0h${minute ? `\u00a0${two}` : ""}`;
    else node.textContent = `${hour % 12 || 12}${minute ? `:${two}` : ""}\u00a0${hour < 12 ? "am" : "pm"}`;
  }

  // The one spot for HTML from the server, which sanitised it before it was stored.
  place(words, html) {
    words.innerHTML = html;
  }

  message(event) {
    const line = piece("message");
    this.face(line, event.author);
    this.time(line, new Date(event.at));
    line.querySelector("[data-badge]").hidden = event.author.badge !== "facilitator";
    this.place(line.querySelector(".words"), event.html);
    const to = event.reply_to && document.getElementById(`m${event.reply_to}`);
    if (to) {
      line.querySelector(".to").textContent = this.quoted(to);
      line.querySelector(".to").dataset.to = event.reply_to;
      line.querySelector(".to").hidden = false;
    }
    if (event.author.id === this.page.me) {
      line.classList.add("mine");
      line.querySelector(".acts").remove();
    } else {
      line.querySelector("[data-flag]").href = this.page.flag.replace("/0/", `/${event.id}/`);
      const decide = line.querySelector("[data-decide]");
      if (decide) decide.href = this.page.decide.replace("/0/", `/${event.id}/`);
      const answer = line.querySelector("[data-answer]");
      if (answer) answer.href = `?reply=${event.seq}#latest`;
    }
    return line;
  }

  notice(event) {
    const line = piece("notice");
    const colon = this.page.roomLanguage === "fr" ? "\u00a0: " : ": ";
    if (event.author) line.querySelector(".who").textContent = event.author.name;
    line.querySelector("[data-words]").textContent = (event.author ? colon : "") + event.text;
    return line;
  }

  // The message says something else now: a passage was cut, or put back.
  reword(event) {
    const words = document.getElementById(`m${event.target_seq}`)?.querySelector(".words");
    if (words && event.html !== undefined) this.place(words, event.html);
  }

  // “To Lucie: “its first words””
  quoted(line) {
    const name = line.querySelector(".who")?.textContent || "";
    const all = line.querySelector(".words")?.textContent.trim().replace(/\s+/g, " ") || "";
    const words = all.length > 80 ? `${all.slice(0, 79).replace(/\s\S*$/, "")}…` : all;
    const pattern = words ? this.page.to : this.page.toName;
    return pattern.replace(/\{(name|words)\}/g, (_, part) => (part === "name" ? name : words));
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
    const face = this.list.querySelector(".mine .face");
    if (face) line.querySelector(".face").replaceWith(face.cloneNode(true));
    line.querySelector(".who").textContent = this.page.name;
    line.querySelector(".words").textContent = item.body;
    this.time(line, new Date(item.at));
    this.list.append(line);
    // Where help stands open between the log and the box, the line comes into sight rather than the box.
    if (document.getElementById("support").firstElementChild) line.scrollIntoView({ block: "center" });
    else document.getElementById("latest").scrollIntoView({ block: "nearest" });
    return line;
  }

  markSent(seq) {
    const place = document.getElementById(`m${seq}`)?.querySelector(":scope > div");
    if (!place) return;
    for (const old of this.list.querySelectorAll("[data-sent]")) old.remove();
    place.append(piece("sent"));
  }
}
