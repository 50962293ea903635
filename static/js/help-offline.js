// A page is kept on the device when its reader asks for it, and taken away as easily: the help page, one's own plan.
const part = document.querySelector("[data-offline]");

if (part && "serviceWorker" in navigator && "caches" in window) {
  const said = part.querySelector("[data-offline-said]");
  const keep = part.querySelector("[data-offline-keep]");
  const forget = part.querySelector("[data-offline-forget]");
  const cache = part.dataset.cache || "entraide-help";
  const scope = new URL(part.dataset.scope, window.location.href).pathname;

  const show = (isKept) => {
    keep.hidden = isKept;
    forget.hidden = !isKept;
  };

  const needed = () => {
    const found = [window.location.href.split("#")[0]];
    for (const one of document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")) found.push(one.href);
    for (const one of document.querySelectorAll("script[src]")) found.push(one.src);
    for (const one of document.querySelectorAll("use")) {
      found.push(new URL(one.getAttribute("href"), window.location.href).href.split("#")[0]);
    }
    return [...new Set(found)].filter((one) => new URL(one).origin === window.location.origin);
  };

  const ask = (worker, words) =>
    new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = (event) => resolve(event.data);
      worker.postMessage(words, [channel.port2]);
    });

  keep.addEventListener("click", async () => {
    keep.disabled = true;
    try {
      await navigator.serviceWorker.register(part.dataset.worker, { scope });
      const ready = await navigator.serviceWorker.ready;
      const { kept } = await ask(ready.active, { keep: needed() });
      if (!kept) throw new Error("not kept");
      said.textContent = part.dataset.kept;
      show(true);
    } catch {
      said.textContent = part.dataset.unkept;
    }
    keep.disabled = false;
  });

  forget.addEventListener("click", async () => {
    const found = await navigator.serviceWorker.getRegistration(scope);
    await caches.delete(cache);
    if (found) await found.unregister();
    said.textContent = part.dataset.forgotten;
    show(false);
  });

  navigator.serviceWorker.getRegistration(scope).then((found) => {
    show(Boolean(found));
    // A plan that is kept is kept as it stands now.
    if (found?.active && part.dataset.cache) ask(found.active, { keep: needed() });
    part.hidden = false;
  });
}
