// The box for words grows with them. Without this script it can be dragged larger, and scrolls.
const grow = (box) => {
  const room = box.offsetHeight - box.clientHeight;
  box.style.blockSize = "auto";
  box.style.blockSize = `${box.scrollHeight + room}px`;
};

for (const box of document.querySelectorAll("[data-composer] textarea")) {
  box.addEventListener("input", () => grow(box));
  if (box.value) grow(box);
}
