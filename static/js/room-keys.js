// Arrow keys through the messages, one stop each; a few letters while one stands on a message; the list of them all.

import { piece } from "./room-log.js";
import { sentence } from "./room-ways.js";

export function openKeys(page, log, { acts, box }) {
  const list = log.list;
  const lines = () => [...list.querySelectorAll(":scope > .msg, :scope > .notice")];
  const earlier = document.getElementById("earlier");
  let dialog = null;

  function showKeys() {
    if (!dialog) {
      dialog = document.body.appendChild(piece("keys"));
      dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    }
    if (!dialog.open) dialog.showModal();
  }

  // One stop for the whole log: the line one stood on last, or else the newest.
  function settle(current) {
    const all = lines();
    const stop = current || all.find((line) => line.tabIndex === 0 && line.dataset.stop) || all[all.length - 1];
    for (const line of all) {
      line.tabIndex = line === stop ? 0 : -1;
      if (line === stop && current) line.dataset.stop = "yes";
      else if (current) delete line.dataset.stop;
      const fold = line.querySelector("summary");
      if (fold && line.querySelector(".acts")?.contains(fold)) fold.tabIndex = line === stop ? 0 : -1;
    }
  }

  function go(line) {
    if (!line) return;
    settle(line);
    line.focus();
    line.scrollIntoView({ block: "nearest" });
  }

  const keys = {
    // Above the first stands the link to what was said before.
    ArrowUp: (all, at) => (at ? go(all[at - 1]) : earlier.hidden || earlier.click()),
    ArrowDown: (all, at) => go(all[at + 1]),
    Home: (all) => go(all[0]),
    End: (all) => go(all[all.length - 1]),
    r: (all, at) => all[at].querySelector("[data-answer]") && acts.answer(all[at]),
    g: (all, at) => all[at].querySelector("[data-gesture]") && acts.offer(all[at]),
    e: (all, at) => all[at].querySelector("[data-edit]") && acts.edit(all[at]),
    m: (all, at) => acts.call(all[at]),
    c: () => box?.focus(),
    n: () => {
      let fresh = document.getElementById("new")?.nextElementSibling;
      if (fresh?.matches("[data-day]")) fresh = fresh.nextElementSibling;
      go(fresh);
    },
    "?": showKeys,
  };

  list.addEventListener("keydown", (event) => {
    const all = lines();
    const at = all.indexOf(event.target);
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (at < 0 || !act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(all, at);
  });
  // Whoever stands on a message hears it as one sentence.
  list.addEventListener("focusin", ({ target }) => {
    if (!target.matches("[data-seq]")) return;
    settle(target);
    target.setAttribute("aria-label", sentence(target, page));
  });
  list.addEventListener("focusout", ({ target }) => target.matches("[data-seq]") && target.removeAttribute("aria-label"));
  document.querySelector("[data-keys]")?.addEventListener("click", showKeys);
  new MutationObserver(() => settle()).observe(list, { childList: true });
  settle();
}
