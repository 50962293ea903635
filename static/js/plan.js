// A plan for bad days: what is written stays in this browser alone, or is sent, sealed, by its owner's own button.
const form = document.querySelector("[data-plan]");
const said = document.querySelector("[data-plan-said]");

if (form && said) {
  const key = `entraide:plan:${form.dataset.plan}`;
  const isSealed = "planSealed" in form.dataset;
  const boxes = [...form.querySelectorAll("textarea")];
  const grow = (box) => {
    box.style.blockSize = "auto";
    box.style.blockSize = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  };
  const tell = (what) => {
    said.textContent = form.dataset[what];
  };
  const keepHere = () => {
    const words = Object.fromEntries(boxes.filter((one) => one.value).map((one) => [one.name, one.value]));
    try {
      localStorage.setItem(key, JSON.stringify(words));
      return true;
    } catch {
      return false;
    }
  };
  const letGo = () => {
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing was kept where nothing can be kept.
    }
  };
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    kept = {};
  }
  // What the house keeps is the plan; this device needs no second one.
  if (isSealed && !form.querySelector("[aria-invalid]")) letGo();
  for (const box of boxes) {
    if (!isSealed && typeof kept[box.name] === "string" && !box.value) box.value = kept[box.name];
    grow(box);
    box.addEventListener("input", () => {
      grow(box);
      if (isSealed) tell("changed");
      else tell(keepHere() ? "kept" : "unkept");
    });
  }
  form.querySelector("[data-plan-home]")?.addEventListener("click", keepHere);
  form.querySelector("[data-plan-print]").addEventListener("click", () => {
    boxes.forEach(grow);
    window.print();
  });
  form.querySelector("[data-plan-forget]")?.addEventListener("click", () => {
    letGo();
    boxes.forEach((box) => {
      box.value = "";
      grow(box);
    });
    tell("forgotten");
    boxes[0].focus();
  });
  for (const hidden of form.querySelectorAll("[hidden]")) hidden.hidden = false;
}
