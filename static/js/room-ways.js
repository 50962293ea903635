// How one follows a room: calmly, and with how many words read aloud. Kept on this device for whoever is signed in.

import { Shelf } from "./room-shelf.js";

const GATHER_MS = 1_000;
// More than these at once are told by the names alone.
const AT_ONCE = 4;
const MOST_SPOKEN = 20;

// One message as one understandable sentence: who, to whom, what. Folded words stay folded.
export function sentence(line, page) {
  const said = (name) => {
    const part = line.querySelector(name);
    return part && !part.hidden ? part.textContent.trim().replace(/\s+/g, " ") : "";
  };
  const note = said(".note summary strong");
  const words = note ? page.folded.replace("{note}", note) : said("[data-words]") || said(".words") || said("p");
  const parts = [said(".who"), said("[data-mask]"), said("time"), said(".to"), said(".changed"), said(".state:not([hidden])")];
  const head = parts.filter(Boolean).join(", ");
  return head && line.matches(".msg") ? `${head}${page.colon}${words}` : said("p") || words;
}

export function openWays(page, log) {
  const place = document.getElementById("ways");
  const calm = document.getElementById("calm");
  const every = document.getElementById("every");
  const spoken = document.getElementById("spoken");
  const shelf = new Shelf("ways", page.me);
  const kept = (page.me && shelf.get()) || {};
  let heard = [];
  let timer = 0;

  function keep() {
    if (page.me) shelf.keep(kept);
  }

  function speak(words) {
    const node = document.createElement("p");
    node.textContent = words;
    spoken.append(node);
    while (spoken.children.length > MOST_SPOKEN) spoken.firstElementChild.remove();
  }

  function tell() {
    timer = 0;
    const lines = heard.map((seq) => document.getElementById(`m${seq}`)).filter(Boolean);
    heard = [];
    if (!lines.length) return;
    const names = [...new Set(lines.map((line) => line.querySelector(".who")?.textContent).filter(Boolean))];
    const isShort = kept.listening === "summary" || lines.length > AT_ONCE;
    if (isShort && names.length) speak(page.wrote.replace("{names}", names.join(", ")));
    else for (const line of lines) speak(sentence(line, page));
  }

  log.drawn = (event) => {
    if (!event.author || log.isMine(event.author) || kept.listening === "silent") return;
    heard.push(event.seq);
    timer ||= setTimeout(tell, kept.listening === "summary" ? every.value * 1000 : GATHER_MS);
  };

  function listen(way) {
    kept.listening = way;
    document.getElementById("every-row").hidden = way !== "summary";
    heard = [];
    clearTimeout(timer);
    timer = 0;
    spoken.replaceChildren();
  }

  calm.addEventListener("change", () => {
    kept.calm = log.isCalm = calm.checked;
    if (!calm.checked) log.showHeld();
    keep();
  });
  document.querySelector("#held button").addEventListener("click", () => {
    const first = log.showHeld();
    document.getElementById(`m${first}`)?.focus();
  });
  for (const choice of place.querySelectorAll("[name=listening]")) {
    choice.checked = choice.value === (kept.listening || "each");
    choice.addEventListener("change", () => {
      listen(choice.value);
      keep();
    });
  }
  every.addEventListener("change", () => {
    kept.every = every.value;
    listen(kept.listening);
    keep();
  });
  if (kept.every) every.value = kept.every;
  calm.checked = log.isCalm = Boolean(kept.calm);
  listen(kept.listening || "each");
  place.hidden = false;
}
