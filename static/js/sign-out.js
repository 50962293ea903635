// Going out empties this device of what was kept for whoever leaves, where the browser does not do it by itself.
for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", () => {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("entraide:")) localStorage.removeItem(key);
    } catch {
      // Nothing was kept where nothing can be kept.
    }
  });
}
