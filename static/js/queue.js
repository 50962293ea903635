// The list of cases keeps itself current: every few seconds, while it is seen, the ordinary page is asked whether it has
// changed. What has focus keeps it, what was unfolded stays open, and a change is said once, politely.

const script = document.getElementById("queue-script");
const news = document.getElementById("queue-news");
const EVERY_MS = Number(script.dataset.everyS) * 1000;
const LONGEST_MS = 120_000;

let etag = "";
let failures = 0;
let timer = 0;
let asking = false;

const list = () => document.getElementById("queue-list");
const rowIds = (root) => [...root.querySelectorAll("li[id^='case-']")].map((row) => `${row.id} ${row.className}`);
const urgentIds = (root) => [...root.querySelectorAll("li.now-first")].map((row) => row.id);

// Where the focus is, told so that the same place can be found in the new list.
function focused() {
  const here = document.activeElement;
  if (!here || !list().contains(here)) return null;
  if (here.id) return { id: here.id };
  const row = here.closest("li[id^='case-']");
  return row ? { row: row.id, tag: here.tagName } : null;
}

function focusAgain(place) {
  if (!place) return;
  const row = place.row && document.getElementById(place.row);
  const found = place.id
    ? document.getElementById(place.id)
    : row && (row.querySelector(place.tag) || row.querySelector("h3 a"));
  if (found) found.focus({ preventScroll: true });
  else document.getElementById("main").focus({ preventScroll: true });
}

function replace(fresh) {
  const before = list();
  const open = new Set([...before.querySelectorAll("details[open]")].map((fold) => fold.dataset.fold));
  for (const fold of fresh.querySelectorAll("details")) if (open.has(fold.dataset.fold)) fold.open = true;
  const place = focused();
  const [old, now] = [rowIds(before), rowIds(fresh)];
  const seen = new Set(urgentIds(before));
  before.replaceWith(document.importNode(fresh, true));
  focusAgain(place);
  if (urgentIds(fresh).some((id) => !seen.has(id) && !old.some((row) => row.startsWith(`${id} `)))) {
    news.textContent = script.dataset.urgent;
  } else if (old.join() !== now.join()) {
    news.textContent = script.dataset.changed;
  }
}

async function ask() {
  if (asking) return;
  asking = true;
  try {
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await fetch(window.location.href, { headers, cache: "no-store", credentials: "same-origin" });
    if (answer.status !== 304) {
      const page = answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page && page.getElementById("queue-list");
      // Signed out, or no longer of the team: the page stays as it is and the next click says so.
      if (!fresh) throw new Error("no list");
      // A form that is being sent must not be pulled away.
      if (!document.body.dataset.sending) {
        etag = answer.headers.get("ETag") || "";
        replace(fresh);
      }
    }
    failures = 0;
  } catch {
    failures += 1;
  } finally {
    asking = false;
  }
}

function next() {
  clearTimeout(timer);
  if (document.hidden) return;
  timer = setTimeout(async () => {
    await ask();
    next();
  }, Math.min(EVERY_MS * 2 ** failures, LONGEST_MS));
}

document.addEventListener("submit", () => {
  document.body.dataset.sending = "yes";
});
window.addEventListener("pageshow", () => {
  delete document.body.dataset.sending;
});
document.addEventListener("visibilitychange", async () => {
  if (!document.hidden) await ask();
  next();
});
next();
