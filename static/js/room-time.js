// Days and hours as their reader lives them: the page speaks the time of the house, whoever lives elsewhere reads theirs.

export class Times {
  constructor(list, { zone, language }) {
    Object.assign(this, { list, language });
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone || zone;
    this.isElsewhere = own !== zone;
    const theirs = { timeZone: own };
    this.dayOf = new Intl.DateTimeFormat("en-CA", theirs);
    this.dayWords = new Intl.DateTimeFormat(language, { ...theirs, weekday: "long", day: "numeric", month: "long" });
    this.clock = new Intl.DateTimeFormat("en-GB", { ...theirs, hour: "numeric", minute: "2-digit" });
  }

  // Lines that the house has drawn.
  tell() {
    if (!this.isElsewhere) return;
    for (const rule of this.list.querySelectorAll("[data-day]")) rule.remove();
    for (const line of this.list.querySelectorAll(".msg, .notice")) {
      const node = line.querySelector("time");
      if (!node && !line.dataset.at) continue;
      const at = new Date(node ? node.dateTime : line.dataset.at);
      if (node) this.hour(line, at);
      this.day(at, line.previousElementSibling?.matches(".new") ? line.previousElementSibling : line);
    }
  }

  // A rule before `next` where another day begins.
  day(at, next) {
    const day = this.dayOf.format(at);
    const days = this.list.querySelectorAll("[data-day]");
    if (days[days.length - 1]?.dataset.day === day) return;
    const rule = document.getElementById("t-day").content.firstElementChild.cloneNode(true);
    rule.dataset.day = day;
    rule.firstElementChild.textContent = this.dayWords.format(at);
    this.list.insertBefore(rule, next);
  }

  hour(line, at) {
    const [hour, minute] = this.clock.format(at).split(":").map(Number);
    const two = String(minute).padStart(2, "0");
    const node = line.querySelector("time");
    node.dateTime = at.toISOString();
    if (this.language === "fr") node.textContent = `${hour}\u00a0h${minute ? `\u00a0${two}` : ""}`;
    else node.textContent = `${hour % 12 || 12}${minute ? `:${two}` : ""}\u00a0${hour < 12 ? "am" : "pm"}`;
  }
}
