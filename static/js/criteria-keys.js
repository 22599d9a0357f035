// The keyboard in the editor of criteria. Each key presses a button that is there for all.
"use strict";

{
  const form = document.getElementById("criteria-form");
  const TEXT = "textarea, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])";
  const isTyping = (element) => Boolean(element.closest?.(`select, ${TEXT}`));
  // Where a field has been chosen there is nothing typed to be taken back.
  const isText = (element) => isTyping(element) && !element.closest("select, .field-box[aria-expanded=false]");

  const click = (id) => {
    const button = document.getElementById(id);
    if (!button || button.disabled || button.getAttribute("aria-disabled") === "true") return false;
    button.click();
    return true;
  };

  // Keys are pressed faster than the editor answers: what is pressed meanwhile has its turn
  // after, from where the cursor is then.
  const waiting = [];
  const isBusy = () => Boolean(form.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"));
  const inTurn = (deed, element) => {
    if (!isBusy()) return deed(element);
    waiting.push(deed);
    return true;
  };
  const goOn = () => { while (waiting.length && !isBusy()) waiting.shift()(document.activeElement); };
  form?.addEventListener("htmx:afterSettle", () => setTimeout(goOn));
  form?.addEventListener("htmx:afterRequest", ({ detail }) => { if (!detail.successful) waiting.length = 0; });

  // The group or condition that an element is in; the whole has no place to be moved to.
  const partOf = (element) => element.closest?.("#criteria-editor .condition, #criteria-editor .criteria-group");

  const move = (element, way) => {
    const part = partOf(element);
    return Boolean(part) && click(`${part.id}-${way}`);
  };
  const add = (element, what) => {
    const group = element.closest?.("#criteria-editor .criteria-group");
    return click(`${group?.id ?? "c"}-${what}`) || click(`c-${what}`);
  };
  const remove = (element) => {
    const part = element.closest?.(".criteria-tools") && partOf(element);
    return Boolean(part) && click(`${part.id}-remove`);
  };

  const withCtrl = ({ key, shiftKey, target }) => {
    if (key === "Enter" && form.contains(target)) return click("take-step");
    if (key.toLowerCase() === "z" && !isText(target)) return click(shiftKey ? "step-redo" : "step-undo");
    return false;
  };
  const withAlt = ({ key, target }) => {
    const way = { ArrowUp: "up", ArrowDown: "down" }[key];
    if (target.closest("select, .field-box")) return false; // whose list these keys open
    return Boolean(way) && inTurn((element) => move(element, way), target);
  };
  const alone = ({ key, target }) => {
    if (isTyping(target)) return false;
    if (key === "a") return inTurn((element) => add(element, "add"), target);
    if (key === "A") return inTurn((element) => add(element, "add-group"), target);
    return key === "Delete" && remove(target);
  };

  document.addEventListener("keydown", (event) => {
    if (!window.segmentsKeys?.areOn || event.isComposing || document.querySelector("dialog[open]")) return;
    const answer = event.ctrlKey || event.metaKey ? withCtrl : event.altKey ? withAlt : alone;
    if (form && answer(event)) event.preventDefault();
  });
}
