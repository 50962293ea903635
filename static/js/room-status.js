// One calm line right above the box, said once.

const place = document.getElementById("status");
let timer = 0;

export function say(words, seconds = 0, link = null) {
  clearTimeout(timer);
  if (place.dataset.words !== words) {
    const line = document.getElementById("t-status").content.cloneNode(true);
    line.querySelector("span").textContent = words;
    if (link) {
      const act = document.createElement("a");
      act.href = link.url;
      act.textContent = link.act;
      line.querySelector("span").append(" ", act);
    }
    place.replaceChildren(line);
    place.dataset.words = words;
  }
  if (seconds) timer = setTimeout(() => hush(words), seconds * 1000);
}

// The sign at the door: the word, and the window beside it.
export function showShutters(state, reason = "") {
  const why = document.getElementById("why");
  why.textContent = state === "open" ? "" : reason;
  why.hidden = !why.textContent;
  const tag = document.getElementById("shutters");
  if (!tag.dataset[state] || tag.textContent === tag.dataset[state]) return;
  tag.textContent = tag.dataset[state];
  tag.className = `tag ${state === "open" ? "light" : "boxed"}`;
  const drawing = document.querySelector(".room-head use");
  drawing.setAttribute("href", drawing.getAttribute("href").replace(/#.*/, `#window-${state}`));
}

export function hush(...words) {
  if (!words.some((one) => one && place.dataset.words?.startsWith(one))) return;
  place.replaceChildren();
  place.dataset.words = "";
}
