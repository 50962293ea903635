// A plan for bad days: what is written stays in this browser alone, and goes when its owner says so.
const form = document.querySelector("[data-plan]");
const said = document.querySelector("[data-plan-said]");

if (form && said) {
  const key = `entraide:plan:${form.dataset.plan}`;
  const boxes = [...form.querySelectorAll("textarea")];
  const grow = (box) => {
    box.style.blockSize = "auto";
    box.style.blockSize = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  };
  const tell = (what) => {
    said.textContent = form.dataset[what];
  };
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    kept = {};
  }
  for (const box of boxes) {
    if (typeof kept[box.name] === "string" && !box.value) box.value = kept[box.name];
    grow(box);
    box.addEventListener("input", () => {
      grow(box);
      const words = Object.fromEntries(boxes.filter((one) => one.value).map((one) => [one.name, one.value]));
      try {
        localStorage.setItem(key, JSON.stringify(words));
        tell("kept");
      } catch {
        tell("unkept");
      }
    });
  }
  form.querySelector("[data-plan-print]").addEventListener("click", () => {
    boxes.forEach(grow);
    window.print();
  });
  form.querySelector("[data-plan-forget]").addEventListener("click", () => {
    localStorage.removeItem(key);
    boxes.forEach((box) => {
      box.value = "";
      grow(box);
    });
    tell("forgotten");
    boxes[0].focus();
  });
  for (const hidden of form.querySelectorAll("[hidden]")) hidden.hidden = false;
}
