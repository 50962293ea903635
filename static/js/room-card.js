// The card “how to answer someone” above the box: it comes when a person of the team lays it there, and goes again.

const card = document.getElementById("card");
const said = document.getElementById("card-said");
const LONGEST_MS = 2 ** 31 - 1;
let timer = 0;

// What somebody is writing stays under their eyes: the card grows upwards.
function turn(isShown) {
  if (card.hidden === !isShown) return;
  const below = document.getElementById("latest");
  const top = below.getBoundingClientRect().top;
  card.hidden = !isShown;
  scrollBy({ top: below.getBoundingClientRect().top - top, behavior: "instant" });
  said.textContent = isShown ? said.dataset.words : "";
}

// `until` is a moment in words, or nothing while no card lies here.
export function showCard(until) {
  if (!card) return;
  clearTimeout(timer);
  const left = until ? new Date(until) - Date.now() : 0;
  if (until && card.dataset.until !== until) delete card.dataset.away;
  card.dataset.until = until || "";
  if (left > 0) timer = setTimeout(() => showCard(null), Math.min(left, LONGEST_MS));
  turn(left > 0 && !("away" in card.dataset));
}

export function openCard(box) {
  if (!card) return;
  const form = card.querySelector("[data-card-away]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    card.dataset.away = "";
    // The house remembers it for a while; where it cannot be told, this page does.
    fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => {});
    turn(false);
    box?.focus({ preventScroll: true });
  });
}
