// The pages of a segment: what follows the hand while contacts are chosen. Every page works without it.
"use strict";

// A source is chosen by picking something for it ------------------------------------------------
document.addEventListener("change", ({ target }) => {
  const card = target.value && target.closest(".card-body")?.closest(".card-choice");
  const radio = card?.querySelector("input[type=radio]");
  if (radio) radio.checked = true;
});

// Which request of this page it is: a later one stops what the server still does for it ---------
const pageName = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
let askedBefore = 0;
window.segmentsAsked = () => `${pageName}-${askedBefore += 1}`;

// The result belongs to what stands in the form now ----------------------------------------------
const criteria = document.getElementById("criteria-form");
const result = document.getElementById("result");
if (criteria && result) {
  let version = 0;
  const outdate = () => {
    version += 1;
    result.classList.add("is-stale");
    result.classList.remove("is-failed");
  };
  // No answer will come: the last number is still that of the criteria before.
  for (const failure of ["sendError", "timeout", "responseError"]) {
    result.addEventListener(`htmx:${failure}`, ({ target }) => {
      if (target === result) result.classList.add("is-failed");
    });
  }
  result.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-count-again]")) return;
    result.classList.remove("is-failed");
    document.body.dispatchEvent(new CustomEvent("criteria:changed"));
  });
  // A change can be taken back, and what was taken back is gone.
  const moveOn = () => {
    document.getElementById("step-undo")?.setAttribute("aria-disabled", "false");
    document.getElementById("step-redo")?.setAttribute("aria-disabled", "true");
  };
  const isMove = (detail) => ["undo", "redo"].includes(detail.requestConfig?.parameters?.op);
  // These two are pressed faster than they are answered: what is pressed meanwhile has its turn after.
  const pressed = [];
  const isMoving = () => criteria.querySelector("#step-tools .htmx-request");
  criteria.addEventListener("click", (event) => {
    const button = event.target.closest("#step-undo, #step-redo");
    if (!button || !isMoving()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed.push(button.id);
  }, true);
  const pressNext = () => {
    const button = !isMoving() && document.getElementById(pressed.shift());
    if (button && button.getAttribute("aria-disabled") === "false") button.click();
    else if (button) pressed.length = 0;
    return Boolean(isMoving());
  };
  criteria.addEventListener("htmx:afterRequest", ({ detail }) => { if (!detail.successful) pressed.length = 0; });
  // Not on "change": it comes when a text is left, with nothing new, and may come between the
  // press and the release of a button, which would then have moved from under the pointer.
  criteria.addEventListener("input", ({ target }) => {
    outdate();
    moveOn();
    target.closest(".condition-value")?.querySelector(".condition-mistake")?.remove(); // it shows what stood there
  });
  criteria.addEventListener("htmx:afterSettle", ({ detail }) => {
    outdate();
    if (!isMove(detail)) moveOn();
    if (pressNext()) return; // counted once it stands still: a count keeps the state it is of
    document.body.dispatchEvent(new CustomEvent("criteria:changed"));
  });

  // A form carries 5,000 values, a list may have more picked: they go as one.
  const MANY_PICKED = 100;
  criteria.addEventListener("formdata", ({ formData }) => {
    for (const list of criteria.querySelectorAll("select[multiple][name$='.value']")) {
      const picked = formData.getAll(list.name);
      if (picked.length <= MANY_PICKED) continue;
      formData.delete(list.name);
      formData.set(`${list.name}_picked`, picked.join("\n"));
    }
  });

  // A condition and its buttons are called after its field, which is exchanged without them.
  criteria.addEventListener("change", ({ target }) => {
    const row = target.name?.endsWith(".field") && target.closest(".condition");
    if (!row) return;
    const label = target.selectedOptions[0].textContent.trim();
    for (const words of row.querySelectorAll(":scope > legend, :scope > .condition-line > .criteria-tools .visually-hidden")) {
      const at = words.textContent.lastIndexOf(row.dataset.label);
      if (at >= 0) words.textContent = words.textContent.slice(0, at) + label + words.textContent.slice(at + row.dataset.label.length);
    }
    row.dataset.label = label;
  });

  // What is typed while the editor is asked for anew is typed into the new one as well.
  const typed = () => new Map([...criteria.elements]
    .filter((control) => control.name && control.matches("textarea, input:not([type=hidden], [type=radio], [type=checkbox])"))
    .map((control) => [control.name, control.value]));
  const sent = new WeakMap();
  const kept = new WeakMap();
  criteria.addEventListener("htmx:beforeRequest", ({ detail }) => { sent.set(detail.xhr, typed()); });
  criteria.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const before = sent.get(detail.xhr) ?? new Map();
    kept.set(detail.xhr, [...typed()].filter(([name, value]) => before.get(name) !== value));
  });
  criteria.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (isMove(detail)) return;
    for (const [name, value] of kept.get(detail.xhr) ?? []) {
      const control = criteria.elements.namedItem(name);
      if (control?.matches?.("textarea, input:not([type=hidden])")) control.value = value;
    }
  });

  // Number and sentence are said once, and not again when the warnings come after them.
  const said = document.getElementById("result-said");
  const say = (number) => {
    const sentence = result.querySelector(".result-sentence");
    const words = [number, sentence].map((part) => part?.textContent.trim().replace(/\s+/g, " ")).filter(Boolean).join(". ");
    if (said && said.textContent !== words) said.textContent = words;
  };

  // What may be misread is said at its row as well.
  const noteRows = () => {
    for (const note of criteria.querySelectorAll(".row-note")) note.remove();
    for (const warning of result.querySelectorAll("[data-row]")) {
      const row = document.getElementById(warning.dataset.row);
      const place = row?.querySelector(".condition-line, .criteria-head");
      if (!place) continue;
      const note = document.createElement("p");
      note.className = "row-note";
      note.textContent = warning.textContent.trim();
      place.after(note);
    }
  };

  // What a value means today, and what is wrong with it, as of what stands there now.
  const noteValues = () => {
    for (const { dataset } of result.querySelectorAll("[data-note-of]")) {
      const place = document.getElementById(dataset.noteOf)?.querySelector(":scope > .condition-line > .condition-rest > .condition-value");
      if (!place) continue;
      let hint = place.querySelector(".condition-hint");
      if (!hint && dataset.hint) {
        hint = document.createElement("p");
        hint.className = "field-help condition-hint";
        const error = place.querySelector(".field-error");
        if (error) error.before(hint); else place.append(hint);
      }
      if (hint) {
        hint.textContent = dataset.hint;
        hint.hidden = !dataset.hint;
      }
      const error = place.querySelector(".field-error");
      if (!error) continue;
      error.firstElementChild.textContent = dataset.error;
      while (error.children.length > 1) error.lastElementChild.remove();
      if (dataset.error) continue;
      error.remove();
      place.querySelector(".condition-mistake")?.remove();
      for (const control of place.querySelectorAll("[aria-invalid]")) {
        control.removeAttribute("aria-invalid");
        control.removeAttribute("aria-describedby");
      }
    }
  };

  result.addEventListener("htmx:configRequest", ({ detail }) => {
    Object.assign(detail.parameters, { version: String(version), asked: window.segmentsAsked() });
  });
  let waiting = 0;
  result.addEventListener("htmx:beforeSend", () => { waiting += 1; });
  result.addEventListener("htmx:afterRequest", () => { waiting -= 1; });
  window.addEventListener("pagehide", () => {
    if (waiting < 1) return;
    const leaving = new FormData();
    leaving.set("csrfmiddlewaretoken", criteria.elements.csrfmiddlewaretoken.value);
    leaving.set("asked", window.segmentsAsked());
    leaving.set("leaving", "1");
    navigator.sendBeacon(result.getAttribute("hx-post"), leaving);
  });
  result.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.getResponseHeader("X-Criteria-Version") !== String(version)) detail.shouldSwap = false;
  });
  result.addEventListener("htmx:afterSwap", () => {
    result.classList.remove("is-stale", "is-failed");
    const number = result.querySelector(".result-number");
    const bar = document.getElementById("result-bar-text");
    if (number && bar) bar.textContent = number.textContent.trim();
    say(number);
    noteRows();
    noteValues();
  });
}
