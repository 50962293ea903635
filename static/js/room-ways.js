// How one follows a room: calmly, and with how many words read aloud. Kept on this device for whoever is signed in.

const SUMMARY_MS = 30_000;

export function openWays(page, log) {
  const place = document.getElementById("ways");
  const calm = document.getElementById("calm");
  const live = log.list.parentElement;
  const summary = document.getElementById("summary");
  const key = `entraide:room-ways:${page.me}`;
  let kept = {};
  try {
    kept = (page.me && JSON.parse(localStorage.getItem(key))) || {};
  } catch {
    // Then everything begins as it is for everybody.
  }
  let names = new Set();

  function keep() {
    try {
      if (page.me) localStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // It holds for this visit.
    }
  }

  function listen(way) {
    kept.listening = way;
    names = new Set();
    // A log speaks by itself unless it is told not to.
    live.setAttribute("aria-live", way === "each" ? "polite" : "off");
  }

  log.drawn = (event) => {
    if (event.kind === "message" && event.author && event.author.id !== page.me) names.add(event.author.name);
  };
  setInterval(() => {
    if (kept.listening !== "summary" || !names.size) return;
    summary.textContent = page.wrote.replace("{names}", [...names].join(", "));
    names = new Set();
  }, SUMMARY_MS);

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
  calm.checked = log.isCalm = Boolean(kept.calm);
  listen(kept.listening || "each");
  place.hidden = false;
}
