// The lines that come by themselves to whoever wrote of danger; on their own screen alone.

function link(line, name, address, words) {
  if (!address) return;
  const node = line.querySelector(`[data-${name}]`);
  node.href = address;
  node.hidden = false;
  const place = node.querySelector(".number");
  if (place) place.textContent = words;
}

export function showSupport(panel, box) {
  const place = document.getElementById("support");
  const node = document.getElementById("t-support").content.cloneNode(true);
  // The heading says its first sentence already.
  const heading = node.querySelector("h2").textContent;
  node.querySelector(".lead").textContent = panel.text.replace(heading, "").trim();
  node.querySelector("[data-more]").href = panel.more;
  for (const one of panel.lines) {
    const line = document.getElementById("t-support-line").content.cloneNode(true);
    line.querySelector("h3").textContent = one.name;
    line.querySelector("[data-open]").hidden = one.open_now !== true;
    line.querySelector("[data-free]").hidden = one.free !== true;
    // The one to press first is filled, the others are drawn.
    if (node.querySelector("ul").childElementCount) line.querySelector("[data-phone]").classList.add("quiet");
    link(line, "phone", one.phone && `tel:${one.phone.replace(/[^+\d]/g, "")}`, one.phone);
    link(line, "sms", one.sms && `sms:${one.sms.replace(/[^+\d]/g, "")}`, one.sms);
    link(line, "url", /^https?:/.test(one.url || "") && one.url);
    node.querySelector("ul").append(line);
  }
  node.querySelector("[data-put-away]").addEventListener("click", () => {
    place.replaceChildren();
    box?.focus();
  });
  place.replaceChildren(node);
  // Seen from its first sentence on, however long it is.
  place.firstElementChild.focus({ preventScroll: true });
  requestAnimationFrame(() => place.scrollIntoView({ block: "start", behavior: "instant" }));
}
