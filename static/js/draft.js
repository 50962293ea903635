// What is being written stays on this device until it is sent: no lost line, reload or ended session takes it away.
// The drafts of whoever was here before go as soon as somebody else is; signing out empties the device anyway.
const PREFIX = "entraide:draft:";
const form = document.querySelector("form[data-draft]");
const me = document.querySelector("[data-draft-of]")?.dataset.draftOf ?? "";
const SKIPPED = new Set(["csrfmiddlewaretoken", "nonce", "seen", "confirmed", "position"]);

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};
const write = (key, draft) => {
  try {
    if (draft) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
};

// A page on which one's own words stand where they were sent to: what was sent has arrived.
const place = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
const arrived = Boolean(place?.hasAttribute("data-mine") || document.querySelector("[data-published]"));
for (const key of Object.keys(localStorage)) {
  if (!key.startsWith(PREFIX)) continue;
  const mine = me && key.startsWith(`${PREFIX}${me}:`);
  if ((me && !mine) || (mine && arrived && read(key)?.sent)) write(key, null);
}

// As the pages write hours.
const hour = (at) => {
  const minute = String(at.getMinutes()).padStart(2, "0");
  if (document.documentElement.lang === "fr") return `${at.getHours()}\u00a0h\u00a0${minute}`;
  return `${at.getHours() % 12 || 12}:${minute}\u00a0${at.getHours() < 12 ? "am" : "pm"}`;
};

const words = () =>
  [...new FormData(form)].filter(([name, value]) => !SKIPPED.has(name) && typeof value === "string");
const put = (kept) => {
  for (const field of form.elements) {
    if (!field.name || SKIPPED.has(field.name) || field.type === "hidden" || field.type === "submit") continue;
    const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
  form.querySelector("textarea").dispatchEvent(new Event("input", { bubbles: true }));
};

if (form && me) {
  const key = `${PREFIX}${me}:${form.dataset.draft}`;
  const box = form.querySelector("textarea");
  const nonce = form.elements.namedItem("nonce");
  const base = form.dataset.base ?? "";
  const told = form.querySelector("[data-draft-kept]");
  const older = form.querySelector("[data-draft-older]");
  const first = JSON.stringify(words());
  let timer = 0;
  let waits = false;

  const keep = (sent = false) => {
    clearTimeout(timer);
    // While an older draft waits to be looked at, nothing takes its place.
    if (waits) return;
    const kept = words();
    const bare = JSON.stringify(kept) === first && !form.hasAttribute("data-bound");
    if (bare || !box.value.trim()) {
      write(key, null);
      told.hidden = true;
      return;
    }
    if (!write(key, { words: kept, base, nonce: nonce?.value ?? "", sent })) return;
    told.querySelector("time").textContent = hour(new Date());
    told.hidden = false;
  };
  const take = (draft) => {
    const shown = box.value;
    put(draft.words);
    // A quotation that was asked for joins what was being written.
    if (!base && shown.trim() && !box.value.includes(shown.trim())) box.value = `${box.value.trimEnd()}\n\n${shown}`;
    // Sent once already, it may have arrived: with the same number it cannot arrive twice.
    if (draft.sent && nonce && draft.nonce) nonce.value = draft.nonce;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const draft = read(key);
  if (draft?.words && !form.hasAttribute("data-bound")) {
    if ((draft.base ?? "") === base) take(draft);
    else {
      waits = true;
      older.hidden = false;
      older.querySelector("textarea").value = draft.words.find(([name]) => name === "body")?.[1] ?? "";
    }
  }
  older?.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    waits = false;
    older.hidden = true;
    if (button.hasAttribute("data-draft-take")) put(draft.words);
    keep();
    box.focus();
  });
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  });
  addEventListener("pagehide", () => {
    if (!form.hasAttribute("data-leaving")) keep();
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "preview") return;
    keep(true);
    form.setAttribute("data-leaving", "");
  });
}
