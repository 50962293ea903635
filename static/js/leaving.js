// Whoever goes out leaves no words on this device. (The house asks the browser for it too; not every browser listens.)

for (const form of document.querySelectorAll("form[data-leaving]")) {
  form.addEventListener("submit", () => {
    try {
      for (const name of Object.keys(localStorage)) if (name.startsWith("entraide:")) localStorage.removeItem(name);
    } catch {
      // Nothing can be kept here either.
    }
  });
}
