// What was said before, or next, comes into the page that is open: the house draws it, and the links stay links.

import { Times } from "./room-time.js";

const list = document.getElementById("log");
const times = new Times(list, list.dataset);
const told = document.getElementById("history");

function tell(words) {
  told.textContent = words;
  told.hidden = false;
}

const lines = (place) => [...place.querySelectorAll(":scope > [data-seq]")];
const days = (place) => [...place.querySelectorAll(":scope > [data-day]")];

// Two pages that meet in the middle of a day have one rule for it, and one for what is new.
function join(fresh, isEarlier) {
  const [mine, theirs] = [days(list), days(fresh)];
  const [above, below] = isEarlier ? [theirs.at(-1), mine[0]] : [mine.at(-1), theirs[0]];
  if (above && below && above.dataset.day === below.dataset.day) below.remove();
  const marks = [fresh.querySelector(".new"), list.querySelector(".new")];
  if (marks[0] && marks[1]) marks[isEarlier ? 1 : 0].remove();
  for (const line of lines(fresh)) if (document.getElementById(line.id)) line.remove();
}

async function bring(link, isEarlier) {
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) {
    tell(told.dataset.failed);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("log");
  if (!fresh || answer.redirected) {
    location.assign(link.href);
    return;
  }
  const stood = lines(list)[0];
  const top = stood?.getBoundingClientRect().top;
  join(fresh, isEarlier);
  const came = lines(fresh);
  const nodes = [...fresh.children].map((node) => document.adoptNode(node));
  if (isEarlier) list.prepend(...nodes);
  else list.append(...nodes);
  times.tell();
  // The next step from here is the one that the fetched page would have offered.
  if (isEarlier) {
    const further = page.getElementById("earlier");
    link.hidden = !further || further.hidden;
    if (!link.hidden) link.href = further.getAttribute("href");
    // Where one stopped reading stands on the page by now.
    const jump = document.getElementById("jump");
    if (jump && lines(list)[0]?.dataset.seq <= Number(jump.dataset.read) + 1) jump.hidden = true;
    tell(link.hidden ? told.dataset.begins : told.dataset.before);
  } else {
    const further = page.getElementById("later");
    if (further) link.href = further.getAttribute("href");
    else {
      // From the last of it the way leads back to what is said now.
      const now = document.getElementById("now").cloneNode(true);
      now.removeAttribute("id");
      link.replaceWith(now);
    }
    tell(told.dataset.next);
  }
  if (isEarlier && stood) scrollBy({ top: stood.getBoundingClientRect().top - top, behavior: "instant" });
  // Whoever reads by keys or by ear goes on where they were: upwards from the newest of them, or downwards.
  const next = came.at(isEarlier ? -1 : 0);
  if (next) {
    next.tabIndex = -1;
    next.focus({ preventScroll: isEarlier });
  }
}

times.tell();

let isBusy = false;
document.addEventListener("click", async (event) => {
  const link = event.target.closest("#earlier, #later");
  if (!link || !list || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  event.preventDefault();
  if (isBusy) return;
  isBusy = true;
  link.ariaBusy = "true";
  await bring(link, link.id === "earlier").catch(() => tell(told.dataset.failed));
  link.ariaBusy = null;
  isBusy = false;
});
