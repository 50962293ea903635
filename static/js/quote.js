// Quote what is selected in a message. Without a selection, or without this script, the link quotes the whole of it.
const box = document.querySelector("form[data-draft] textarea[name=body]");
let chosen = null;

// The press of a button may empty the selection: it is looked at before.
document.addEventListener("pointerdown", (event) => {
  const link = event.target.closest?.("[data-quote]");
  if (link) chosen = selected(link);
});

function selected(link) {
  const selection = getSelection();
  const body = link.closest("article")?.querySelector(".body");
  if (!body || selection.isCollapsed || !body.contains(selection.anchorNode) || !body.contains(selection.focusNode)) {
    return null;
  }
  return selection.toString().trim() || null;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-quote]");
  if (!link || !box) return;
  const text = selected(link) ?? chosen;
  chosen = null;
  if (!text) return;
  event.preventDefault();
  const quoted = text.split(/\n+/).map((line) => `> ${line}`).join("\n");
  box.value = `${box.value.trimEnd()}${box.value.trim() ? "\n\n" : ""}${quoted}\n\n`;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
});
