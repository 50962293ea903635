// Whom one hides: the house leaves their words out of the page, this out of what comes afterwards.

export class Hidden {
  constructor(page) {
    this.page = page;
    this.names = new Set(page.hidden.split(" "));
    // Messages that were not drawn, so that an answer to one names nobody.
    this.seqs = new Set();
    if (!page.me) return;
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.ask());
    addEventListener("pageshow", (event) => event.persisted && this.ask());
  }

  hides(author) {
    return Boolean(author) && this.names.has(author.id);
  }

  // In another window one may have hidden somebody meanwhile.
  async ask() {
    const answer = await fetch(this.page.hiddenList).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const names = (await answer.json()).names;
    for (const name of names) if (!this.names.has(name)) this.clear(name);
    this.names = new Set(names);
  }

  clear(name) {
    for (const link of document.querySelectorAll(`#log [data-hide][href*="${name}"]`)) {
      const line = link.closest("[data-seq]");
      this.seqs.add(Number(line.dataset.seq));
      const answers = document.querySelectorAll(`#log [data-to="${line.dataset.seq}"]`);
      for (const to of answers) to.textContent = this.page.toHidden;
      line.remove();
    }
  }
}
