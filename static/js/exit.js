// Leave quickly: the page goes out of sight at once and the neutral page takes its place in the history.
// The link works without this; Esc three times within two seconds does the same.

const link = document.querySelector("a[data-exit]");
const WINDOW_MS = 2000;
let pressed = [];

function leave() {
  document.documentElement.hidden = true;
  document.title = "\u200b";
  window.location.replace(link.href);
}

if (link) {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const now = performance.now();
    pressed = pressed.filter((at) => now - at < WINDOW_MS);
    pressed.push(now);
    if (pressed.length >= 3) leave();
  });
}
