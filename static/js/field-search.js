// The field of a condition is searched for: by its name, its section and other words for it.
// Without this it is a plain list, which stays: what is chosen here is chosen there.
"use strict";

{
  const page = document.getElementById("field-search");
  const texts = page?.dataset;
  const STROKES = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", ł: "l", đ: "d", ð: "d", ı: "i" };
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[ßæœþøłđðı]/g, (letter) => STROKES[letter]);
  const wordsOf = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  // The fields of each source, ready to be searched ----------------------------------------------
  const lists = {};
  if (page) {
    for (const [source, { recent, sections }] of Object.entries(JSON.parse(page.textContent))) {
      const fields = sections.flatMap(([section, rows]) => rows.map(([key, label, others]) => ({
        key, label, section,
        folded: fold(label), words: wordsOf(label), sectionWords: wordsOf(section),
        others: others.split(",").map((other) => other.trim()).filter(Boolean),
        otherWords: wordsOf(others),
      })));
      const byKey = new Map(fields.map((field) => [field.key, field]));
      lists[source] = { fields, byKey, recent: recent.map((key) => byKey.get(key)) };
    }
  }

  // The lower, the better; null where a word is nowhere.
  const begins = (words, part) => words.some((word) => word.startsWith(part));
  const worthOf = (field, part) => {
    if (begins(field.words, part)) return 0;
    if (begins(field.otherWords, part)) return 2;
    if (part.length > 1 && field.folded.includes(part)) return 3;
    if (part.length > 2 && field.otherWords.some((word) => word.includes(part))) return 4;
    return begins(field.sectionWords, part) ? 5 : null;
  };
  const score = (field, query, parts) => {
    let sum = 0;
    for (const part of parts) {
      const worth = worthOf(field, part);
      if (worth === null) return null;
      sum += worth;
    }
    if (field.key.startsWith("company.")) sum += 0.5; // of two that fit, the contact's own
    if (field.folded === query) return sum - 3;
    if (field.others.some((other) => fold(other) === query)) return sum - 2.5;
    return field.folded.startsWith(query) ? sum - 1 : sum;
  };
  // By section, as they are without a search; the section of the best comes first.
  const inSections = (fields) => {
    const sections = new Map();
    for (const field of fields) sections.set(field.section, [...(sections.get(field.section) ?? []), field]);
    return [...sections];
  };
  const found = (list, text) => {
    const parts = wordsOf(text);
    if (!parts.length) return [...(list.recent.length ? [[texts.recent, list.recent]] : []), ...inSections(list.fields)];
    const query = fold(text).trim();
    const scored = list.fields.map((field) => [score(field, query, parts), field]).filter(([worth]) => worth !== null);
    return inSections(scored.sort(([one], [other]) => one - other).map(([, field]) => field));
  };
  // The word that a field was found by, where its name does not tell.
  const foundBy = (field, text) => {
    const parts = wordsOf(text);
    if (!parts.length || parts.every((part) => field.folded.includes(part))) return "";
    return field.others.find((other) => parts.some((part) => begins(wordsOf(other), part))) ?? "";
  };

  // One list for the page, below the field that is being chosen --------------------------------
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const listbox = make("div", { id: "field-list", role: "listbox", "aria-label": texts?.list ?? "" });
  const none = make("p", { class: "field-none" }, texts?.none ?? "");
  const panel = make("div", { class: "field-panel" }, listbox, none);
  const state = { box: null, options: [], active: -1, isTyped: false };
  const selectOf = (box) => document.getElementById(`${box.id}-list`);
  const labelOf = (select) => (select.value ? select.selectedOptions[0].textContent.trim() : "");
  const announce = (text) => { document.getElementById("announcer").textContent = text; };

  const activate = (index) => {
    const { box, options } = state;
    options[state.active]?.element.classList.remove("is-active");
    state.active = index;
    const active = options[index]?.element;
    if (!active) { box.removeAttribute("aria-activedescendant"); return; }
    active.classList.add("is-active");
    box.setAttribute("aria-activedescendant", active.id);
    const { offsetTop: top, offsetHeight: height } = active;
    if (top < listbox.scrollTop) listbox.scrollTop = index ? top : 0;
    else if (top + height > listbox.scrollTop + listbox.clientHeight) listbox.scrollTop = top + height - listbox.clientHeight;
  };
  const fill = (text) => {
    const { box } = state;
    const select = selectOf(box);
    state.options = [];
    listbox.replaceChildren(...found(lists[select.dataset.fields], text).map(([section, fields], at) => {
      const name = make("div", { id: `field-section-${at}`, class: "field-section", role: "presentation" }, section);
      const options = fields.map((field) => {
        const id = `field-option-${state.options.length}`;
        const element = make("div", { id, role: "option", "aria-selected": String(field.key === select.value) }, make("span", {}, field.label));
        const by = foundBy(field, text);
        if (by) element.append(make("span", { class: "field-by" }, by));
        state.options.push({ field, element });
        return element;
      });
      return make("div", section ? { role: "group", "aria-labelledby": name.id } : { role: "presentation" }, ...(section ? [name] : []), ...options);
    }));
    const count = state.options.length;
    listbox.hidden = !count;
    none.hidden = count > 0;
    box.setAttribute("aria-expanded", String(count > 0));
    listbox.scrollTop = 0;
    state.active = -1;
    const chosen = state.options.findLastIndex(({ field }) => field.key === select.value);
    activate(text ? 0 : chosen);
    if (text) announce(count ? (count === 1 ? texts.one : texts.many.replace("{n}", count)) : texts.none);
  };
  const show = (box, text = "") => {
    state.box = box;
    box.after(panel);
    box.setAttribute("aria-controls", listbox.id);
    fill(text);
    panel.scrollIntoView({ block: "nearest" });
  };
  const hide = () => {
    const { box } = state;
    if (!box) return;
    Object.assign(state, { box: null, options: [], active: -1, isTyped: false });
    panel.remove();
    listbox.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    for (const name of ["aria-controls", "aria-activedescendant"]) box.removeAttribute(name);
    box.value = labelOf(selectOf(box));
    box.title = box.value;
  };
  const choose = ({ key, label }) => {
    const select = selectOf(state.box);
    const isNew = select.value !== key;
    if (![...select.options].some(({ value }) => value === key)) select.add(new Option(label, key));
    select.value = key;
    hide();
    if (isNew) for (const name of ["input", "change"]) select.dispatchEvent(new Event(name, { bubbles: true }));
  };
  const chooseActive = () => {
    const option = state.options[state.active];
    if (option) choose(option.field); else hide();
  };

  // Hands -----------------------------------------------------------------------------------------
  const step = (way) => {
    const last = state.options.length - 1;
    if (last >= 0) activate(state.active < 0 ? (way > 0 ? 0 : last) : Math.min(Math.max(state.active + way, 0), last));
  };
  const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
  const pressed = (event) => {
    const box = event.target;
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const isOpen = state.box === box;
    const way = STEPS[event.key];
    if (event.key === "Tab") { if (isOpen && state.isTyped) chooseActive(); return; }
    if (event.key === "Enter") { if (isOpen) chooseActive(); else show(box); }
    else if (event.key === "Escape" && isOpen) hide();
    else if (way && !isOpen) show(box);
    else if (way) step(way);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  panel.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the box
  panel.addEventListener("click", ({ target }) => {
    const element = target.closest("[role=option]");
    const option = state.options.find((one) => one.element === element);
    if (option) choose(option.field);
  });

  const searchable = (select) => {
    if (!lists[select.dataset.fields] || select.hidden) return;
    const box = make("input", {
      type: "text", id: select.id, class: "form-select field-box", role: "combobox", placeholder: texts.placeholder,
      autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false",
    });
    for (const name of ["aria-invalid", "aria-describedby", "autofocus"]) {
      if (select.hasAttribute(name)) box.setAttribute(name, select.getAttribute(name));
    }
    const hasFocus = document.activeElement === select;
    select.removeAttribute("autofocus");
    select.id = `${select.id}-list`;
    select.hidden = true;
    box.value = box.title = labelOf(select);
    select.before(box);
    if (hasFocus) box.focus();
    box.addEventListener("keydown", pressed);
    box.addEventListener("click", () => { if (state.box !== box) { box.select(); show(box); } });
    box.addEventListener("blur", () => { if (state.box === box) hide(); });
    // What is searched for is no part of the criteria: nothing has to be counted anew.
    box.addEventListener("change", (event) => event.stopPropagation());
    box.addEventListener("input", (event) => {
      event.stopPropagation();
      if (state.box !== box) show(box, box.value); else fill(box.value);
      state.isTyped = box.value !== "";
    });
  };
  const prepare = (root) => {
    for (const select of root.querySelectorAll?.("select[data-fields]") ?? []) searchable(select);
  };
  if (page) {
    prepare(document);
    // As soon as it is there: keys are pressed before all has settled.
    for (const name of ["htmx:afterSwap", "htmx:load"]) document.body.addEventListener(name, ({ target }) => prepare(target));
    document.body.addEventListener("htmx:configRequest", ({ detail }) => { detail.headers["X-Field-Lists"] = "here"; });
  }
}
