// Whoever comes to the end of a page of a thread has read up to there. Without this script a button says so.
const form = document.querySelector("form[data-read]");
if (form) {
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watch.disconnect();
    fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" })
      .then((answer) => {
        if (answer.ok || answer.type === "opaqueredirect") form.hidden = true;
      })
      .catch(() => {});
  });
  watch.observe(form);
}
