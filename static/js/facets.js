// How many contacts each value of a picker would give, under the other conditions. Asked when the picker is opened.
"use strict";

{
  const AT_ONCE = 50;
  const TRIES = 4;
  const SEEN = 10; // of the list, without scrolling
  const ROUNDS = 12;
  const form = document.getElementById("criteria-form");
  const pickers = new WeakMap();

  const numbered = (data, escape) => {
    const number = data.number === undefined ? "" : ` <span class="pick-number">${escape(data.number)}</span>`;
    return `<div class="${data.barred ? "is-barred" : ""}"><span>${escape(data.text)}</span>${number}</div>`;
  };

  class Facets {
    constructor(select) {
      this.select = select;
      this.picker = select.tomselect;
      this.tries = 0;
      const { settings } = this.picker;
      settings.render.option = numbered;
      settings.sortField = [{ field: "barred" }, { field: "$score", direction: "desc" }, { field: "$order" }];
      this.forget();
      // What is searched for is no part of the criteria: nothing has to be counted anew.
      this.picker.wrapper.addEventListener("input", (event) => event.stopPropagation());
      this.picker.on("dropdown_open", () => this.later(0));
      this.picker.on("type", () => this.later(250));
      this.picker.on("item_add", () => this.later(250)); // and the list is the whole one again
      this.picker.on("blur", () => this.stop());
    }

    // Other conditions may have changed since.
    forget() {
      this.tries = this.rounds = 0;
      for (const option of Object.values(this.picker.options)) this.say(option, undefined, 0);
    }

    say(option, number, barred) {
      Object.assign(option, { number, barred });
      delete option.$div;
    }

    stop() {
      clearTimeout(this.timer);
      this.running?.abort();
    }

    later(delay) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), delay);
    }

    wanted() {
      const { options, currentResults } = this.picker;
      return (currentResults?.items ?? [])
        .map(({ id }) => String(id))
        .filter((value) => options[value] && options[value].number === undefined)
        .slice(0, AT_ONCE);
    }

    // What would give nobody has made room for values that no number is known of yet.
    isUnsaid() {
      const { options, currentResults } = this.picker;
      this.rounds += 1;
      return this.rounds < ROUNDS && (currentResults?.items ?? []).slice(0, SEEN).some(({ id }) => options[id]?.number === undefined);
    }

    async ask() {
      const values = this.wanted();
      if (!values.length) return;
      this.running?.abort();
      this.running = new AbortController();
      const body = new FormData(form);
      body.set("facets", this.select.dataset.facetsOf);
      body.set("asked", window.segmentsAsked());
      for (const value of values) body.append("facet", value);
      try {
        const { signal } = this.running;
        const answer = await fetch(this.select.dataset.facets, { method: "POST", body, signal, headers: { Accept: "application/json" } });
        if (answer.ok && !answer.redirected) this.show(await answer.json());
      } catch { /* without numbers it is a picker as any other */ }
    }

    show({ counts, later }) {
      for (const [value, { count, text }] of Object.entries(counts)) {
        const option = this.picker.options[value];
        if (option) this.say(option, text, count ? 0 : 1);
      }
      if (this.picker.isOpen) {
        this.picker.lastQuery = null; // or it keeps the order that it has
        this.picker.refreshOptions(false);
      }
      this.tries += 1;
      if (later && this.tries < TRIES) this.later(1500);
      else if (!later && this.picker.isOpen && this.isUnsaid()) this.later(0);
    }
  }

  form?.addEventListener("focusin", ({ target }) => {
    const select = target.closest(".ts-wrapper")?.parentElement.querySelector("select[data-facets]");
    if (!select?.tomselect) return;
    const known = pickers.get(select);
    if (known) { if (!known.picker.isOpen) known.forget(); } else pickers.set(select, new Facets(select));
    pickers.get(select).later(0);
  });
}
