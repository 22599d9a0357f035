// What makes the pages quicker. Every page works without it.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* not kept */ } };
const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

// Colours ------------------------------------------------------------------------------------
for (const select of $$("[data-theme-switch]")) {
  select.value = window.segmentsTheme.stored;
  select.addEventListener("change", () => {
    window.segmentsTheme.stored = select.value;
    remember("theme", select.value);
    window.segmentsTheme.apply(select.value);
    document.dispatchEvent(new CustomEvent("theme:change"));
  });
}
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
});

// Menus: one open at a time, closed by Escape or a click elsewhere --------------------------------
const closeMenus = (except) => $$("details.menu[open]").forEach((menu) => {
  if (menu !== except) menu.open = false;
});
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

// Keyboard -----------------------------------------------------------------------------------
const keysDialog = $("#keys-dialog");
const keysSwitch = $("[data-keys-switch]");
let keysOn = recall("shortcuts") !== "off";
let prefix = "";
window.segmentsKeys = { get areOn() { return keysOn; } };
if (keysSwitch) {
  keysSwitch.checked = keysOn;
  keysSwitch.addEventListener("change", () => {
    keysOn = keysSwitch.checked;
    remember("shortcuts", keysOn ? "on" : "off");
  });
}
const TYPED = "input:not([type=radio], [type=checkbox], [type=submit], [type=button])";
const isTyping = (element) => element.closest(`${TYPED}, textarea, select, [contenteditable], dialog[open]`);
const press = (keys) => {
  const target = $(`[data-keys="${CSS.escape(keys)}"]`);
  if (target) target.click();
  if (target?.dataset.then) document.getElementById(target.dataset.then)?.focus();
  return Boolean(target);
};
const shortcut = (key) => {
  if (key === "?") { keysDialog?.showModal(); return true; }
  if (key === "/") { const box = $("#site-search"); box?.focus(); box?.select(); return Boolean(box); }
  if (prefix) { const keys = `${prefix} ${key}`; prefix = ""; return press(keys); }
  if (key === "g") { prefix = "g"; setTimeout(() => { prefix = ""; }, 1200); return true; }
  return press(key) || press(key.toLowerCase());
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = $("details.menu[open]");
    closeMenus();
    if (menu?.contains(event.target)) $("summary", menu).focus();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form[data-saves-by-key]");
    if (form) { event.preventDefault(); form.requestSubmit($("[type=submit]", form)); }
  }
  if (!keysOn || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(event.target)) return;
  if (event.key.length === 1 && shortcut(event.key)) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
});

// A question before a deed; the server asks it on a page of its own when this is not here --------
const confirmDialog = $("#confirm-dialog");
const askFirst = (question, label, isDanger) => new Promise((resolve) => {
  const yes = $("[data-confirm-yes]", confirmDialog);
  $("#confirm-text").textContent = question;
  yes.textContent = label || yes.dataset.defaultLabel;
  yes.className = `btn ${isDanger ? "btn-danger" : "btn-primary"}`;
  confirmDialog.returnValue = "no";
  confirmDialog.addEventListener("close", () => resolve(confirmDialog.returnValue === "yes"), { once: true });
  confirmDialog.showModal();
});
const hide = (form, name) => {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value: "1" });
  form.append(input);
};
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  const source = submitter?.dataset.confirm ? submitter : form;
  if (!source.dataset.confirm || form.elements.namedItem("confirmed") || !confirmDialog) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = submitter || $("[type=submit], button:not([type])", form);
  const isDanger = button?.matches(".btn-danger, .btn-outline-danger");
  if (!await askFirst(source.dataset.confirm, button?.textContent.trim(), isDanger)) return;
  hide(form, "confirmed");
  form.requestSubmit(submitter);
}, true);

// A form is sent once ------------------------------------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sending) { event.preventDefault(); return; }
  form.dataset.sending = "yes";
  form.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => $$("form[data-sending]").forEach((form) => {
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
}));

// Chosen rows --------------------------------------------------------------------------------
const rowBoxes = (form) => $$(`input[name="selected"][form="${CSS.escape(form.id)}"]`);
const refreshSelection = (form) => {
  const boxes = rowBoxes(form);
  const chosen = boxes.filter((box) => box.checked).length;
  const all = $("[name=all_matching]", form)?.checked;
  const status = $(".selection-count", form);
  const { none, one, many } = status.dataset;
  status.textContent = chosen === 1 ? one : chosen ? many.replace("{n}", chosen) : none;
  form.classList.toggle("is-empty", !chosen && !all);
  $$("button[type=submit]", form).forEach((button) => { button.disabled = !chosen && !all; });
  const head = $(`#${CSS.escape(form.id.replace(/-selection$/, ""))} [data-select-all]`);
  if (!head) return;
  head.checked = boxes.length > 0 && chosen === boxes.length;
  head.indeterminate = chosen > 0 && chosen < boxes.length;
};
const refreshSelections = () => $$("form[data-selection]").forEach(refreshSelection);
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches("[data-select-all]")) {
    const form = document.getElementById(`${box.closest(".list").id}-selection`);
    if (form) rowBoxes(form).forEach((one) => { one.checked = box.checked; });
  }
  refreshSelections();
});

// Pickers ------------------------------------------------------------------------------------
const pick = (select) => {
  if (select.tomselect || typeof TomSelect === "undefined") return;
  const { pickerUrl: url } = select.dataset;
  const remote = url && {
    load: (text, done) => fetch(`${url}?${new URLSearchParams({ q: text })}`, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : { results: [] }))
      .then(({ results }) => done(results.map(({ id, text: label }) => ({ value: String(id), text: label }))))
      .catch(() => done()),
    shouldLoad: (text) => text.length > 0,
    loadThrottle: 300,
  };
  const picker = new TomSelect(select, {
    plugins: select.multiple ? ["remove_button"] : ["dropdown_input"],
    maxOptions: 200,
    allowEmptyOption: !select.required,
    clearAfterSelect: select.multiple, // so that the next one is typed anew, not behind the last
    // Where all is here, Enter takes what was typed for, not what was on top before.
    ...(remote || { refreshThrottle: 0 }),
  });
  // What was typed last is looked for a moment later: not in a list that was left, which it would open again.
  picker.on("dropdown_close", () => clearTimeout(picker.refreshTimeout));
  const name = picker.focus_node.getAttribute("aria-labelledby"); // a box in the list has none of its own
  if (name) picker.control_input.setAttribute("aria-labelledby", name);
};
const prepare = (root) => {
  if (root.matches?.("select[data-picker]")) pick(root);
  $$("select[data-picker]", root).forEach(pick);
  refreshSelections();
};
prepare(document);

// HTMX ---------------------------------------------------------------------------------------
const toasts = $("#toasts");
const toast = (text) => {
  const box = document.createElement("div");
  const close = document.createElement("button");
  box.className = "toast-note";
  box.textContent = text;
  Object.assign(close, { type: "button", className: "btn-close", ariaLabel: toasts.dataset.close });
  close.addEventListener("click", () => box.remove());
  box.append(close);
  toasts.replaceChildren(box);
};
const on = (name, handle) => document.body.addEventListener(name, handle);
on("htmx:configRequest", ({ detail: { verb, parameters } }) => {
  if (verb !== "get") return; // an address names only what is asked
  for (const [name, value] of Object.entries(parameters)) if (value === "") delete parameters[name];
});
on("htmx:afterSettle", ({ detail: { elt } }) => {
  const count = $(".list-count", elt);
  if (!count) return;
  $("#announcer").textContent = count.textContent.trim();
  if (document.activeElement === document.body) elt.focus({ preventScroll: true });
});
on("htmx:load", (event) => prepare(event.detail.elt));
on("htmx:sendError", () => toast(toasts.dataset.networkError));
on("htmx:timeout", () => toast(toasts.dataset.networkError));
on("htmx:responseError", ({ detail: { xhr } }) => {
  const { serverError, tooMuch, refused } = toasts.dataset;
  toast(xhr.status >= 500 ? serverError : xhr.status === 413 ? tooMuch : refused);
});
on("htmx:beforeSwap", ({ detail }) => {
  const { login } = document.body.dataset;
  if (login && new URL(detail.xhr.responseURL || "/", location.href).pathname === login) {
    detail.shouldSwap = false; // the session is over: the whole page goes to the log-in
    location.reload();
  }
});
