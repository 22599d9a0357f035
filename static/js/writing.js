// Writing a mail: formatting in place of HTML. Without it the text area takes HTML or Markdown.
"use strict";

// Where a picture or a merge field goes: what was written in last.
let last = null;
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const editor = (frame) => {
  const area = document.getElementById(frame.dataset.editorFor);
  const tools = frame.querySelector(".editor-tools");
  const ask = frame.querySelector(".editor-ask");
  const [words, address] = ask.querySelectorAll("input");
  const source = tools.querySelector("[data-source]");
  const sheet = document.createElement("div");
  let place = null; // where the cursor stood last
  let asking = "";

  // The sheet shows what the text area says ------------------------------------------------------
  // Parsed apart from the page, so that nothing in it runs before it is cleaned.
  const cleaned = (html) => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    parsed.querySelectorAll("script, style, iframe, object, embed, link, meta, base, form, svg, math").forEach((node) => node.remove());
    parsed.querySelectorAll("*").forEach((node) => {
      for (const { name, value } of [...node.attributes]) {
        if (name.startsWith("on") || name === "srcdoc" || /^\s*(javascript|data|vbscript):/i.test(value)) node.removeAttribute(name);
      }
    });
    return [...parsed.body.childNodes];
  };
  const show = () => sheet.replaceChildren(...cleaned(area.value.trim() ? area.value : "<p><br></p>"));
  const isEmpty = () => !sheet.textContent.trim() && !sheet.querySelector("img, hr");
  const keep = () => { area.value = isEmpty() ? "" : sheet.innerHTML; };
  const isHtml = /<(p|h[1-6]|ul|ol|div|table|br|a|img|strong|em)\b/i.test(area.value) || !area.value.trim();
  sheet.className = "editor-sheet";
  sheet.id = `${area.id}-editor`;
  Object.entries({ role: "textbox", "aria-multiline": "true", "aria-label": frame.dataset.label, contenteditable: "true" }).forEach(([name, value]) => sheet.setAttribute(name, value));
  area.after(sheet);
  document.execCommand("defaultParagraphSeparator", false, "p");
  sheet.addEventListener("input", keep);
  sheet.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });

  const showSource = (isShown) => {
    area.classList.toggle("is-hidden", !isShown);
    sheet.hidden = isShown;
    source.setAttribute("aria-pressed", String(isShown));
    tools.querySelectorAll("button:not([data-source])").forEach((button) => { button.disabled = isShown; });
    if (!isShown) show();
  };
  showSource(!isHtml);
  source.addEventListener("click", () => showSource(!sheet.hidden));

  // Where the next thing goes --------------------------------------------------------------------
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (selection.rangeCount && sheet.contains(selection.anchorNode)) place = selection.getRangeAt(0).cloneRange();
  });
  const back = () => {
    sheet.focus();
    if (!place) return;
    getSelection().removeAllRanges();
    getSelection().addRange(place);
  };
  const command = (name, value) => {
    back();
    document.execCommand(name, false, value);
    place = getSelection().getRangeAt(0).cloneRange();
    keep();
  };
  // By hand: insertHTML of the browser adds styles of its own, which our pages refuse.
  const isBlock = ({ nodeName }) => /^(P|HR|TABLE|UL|OL|DIV|BLOCKQUOTE|H[1-6])$/.test(nodeName);
  const insert = (html) => {
    back();
    const selection = getSelection();
    const range = document.createRange();
    const nodes = cleaned(html);
    const end = nodes.at(-1);
    if (selection.rangeCount && sheet.contains(selection.anchorNode)) {
      const chosen = selection.getRangeAt(0);
      chosen.deleteContents();
      range.setStart(chosen.startContainer, chosen.startOffset);
    } else {
      range.selectNodeContents(sheet);
      range.collapse(false);
    }
    if (nodes.some(isBlock)) {
      let block = range.startContainer === sheet ? sheet.childNodes[range.startOffset - 1] : range.startContainer;
      while (block && block.parentNode !== sheet) block = block.parentNode;
      if (block) block.after(...nodes); else sheet.append(...nodes);
      if (block && isBlock(block) && !block.textContent.trim() && !block.querySelector("img, hr, table")) block.remove();
    } else {
      const fragment = document.createDocumentFragment();
      fragment.append(...nodes);
      range.insertNode(fragment);
    }
    if (end.nodeName === "P") range.setStart(end, 0); else range.setStartAfter(end);
    range.collapse(true);
    selection.removeAllRanges();
    selection.addRange(range);
    place = range.cloneRange();
    keep();
  };
  const put = {
    hr: () => "<hr><p><br></p>",
    columns: ({ left, right }) => `<table class="columns" role="presentation"><tbody><tr><td class="column"><p>${escaped(left)}</p></td><td class="column"><p>${escaped(right)}</p></td></tr></tbody></table><p><br></p>`,
    link: () => `<a href="${escaped(address.value)}">${escaped(words.value || address.value)}</a>`,
    button: () => `<p><a class="button" href="${escaped(address.value)}">${escaped(words.value || address.value)}</a></p><p><br></p>`,
  };

  tools.addEventListener("click", ({ target }) => {
    const { dataset } = target.closest("button") ?? { dataset: {} };
    if (dataset.do) command(dataset.do);
    if (dataset.block) command("formatBlock", dataset.block);
    if (dataset.put) insert(put[dataset.put](dataset));
    if (dataset.ask) {
      asking = dataset.ask;
      words.value = place ? place.toString() : "";
      ask.hidden = false;
      (words.value ? address : words).focus();
    }
  });
  // A toolbar is one stop of the Tab key; arrows go on within it.
  const buttons = [...tools.querySelectorAll("button")];
  buttons.forEach((button, index) => { button.tabIndex = index ? -1 : 0; });
  tools.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const usable = buttons.filter((button) => !button.disabled);
    const next = step && usable.at((usable.indexOf(event.target) + step) % usable.length);
    if (!next) return;
    event.preventDefault();
    buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
    next.focus();
  });
  const close = () => { ask.hidden = true; address.value = ""; back(); };
  ask.querySelector("[data-close]").addEventListener("click", close);
  ask.querySelector("[data-insert]").addEventListener("click", () => {
    if (address.value.trim()) insert(put[asking]());
    close();
  });
  ask.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); ask.querySelector("[data-insert]").click(); }
    if (event.key === "Escape") close();
  });

  const me = {
    area,
    sheet,
    isShown: () => !sheet.hidden,
    picture: insert,
    field: (text) => command("insertText", text),
  };
  sheet.addEventListener("focus", () => { last = me; });
  return me;
};

const frames = [...document.querySelectorAll("[data-editor-for]")];
if (frames.length) {
  const editors = frames.map(editor);
  const form = frames[0].closest("form");
  last = editors[0];
  form.addEventListener("focusin", ({ target }) => {
    if (target.matches("#id_subject, #id_html, #id_text, #id_letter, #id_script")) last = target;
  });

  // Pictures and merge fields ----------------------------------------------------------------------
  document.querySelectorAll("[data-picture]").forEach((button) => button.addEventListener("click", () => {
    const { picture, alt, width } = button.dataset;
    const into = editors.find((one) => one === last || one.area === last) ?? editors[0];
    if (into.isShown()) into.picture(`<img src="${escaped(picture)}" alt="${escaped(alt)}" width="${escaped(width)}">`);
  }));
  document.querySelector("[data-insert-field]")?.addEventListener("click", () => {
    const field = document.getElementById("merge-field").value;
    if (last.isShown?.()) { last.field(field); return; }
    const input = last.area ?? last;
    input.focus();
    input.setRangeText(field, input.selectionStart, input.selectionEnd, "end");
  });

  // Leaving asks first where something was written and not saved -----------------------------------
  let isWritten = false;
  form.addEventListener("input", () => { isWritten = true; });
  form.addEventListener("submit", () => { isWritten = false; });
  window.addEventListener("beforeunload", (event) => { if (isWritten) event.preventDefault(); });
}
