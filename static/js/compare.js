// Segments beside each other: how many contacts are in the parts that are ticked.
"use strict";

const ticked = document.querySelector("[data-ticked]");
if (ticked) {
  const boxes = [...document.querySelectorAll("input[name=in]")];
  const number = new Intl.NumberFormat(document.documentElement.lang || undefined);
  const count = () => {
    const chosen = boxes.filter((box) => box.checked);
    ticked.hidden = !chosen.length;
    ticked.querySelector("output").textContent = number.format(chosen.reduce((sum, box) => sum + Number(box.dataset.count), 0));
  };
  boxes.forEach((box) => box.addEventListener("change", count));
  window.addEventListener("pageshow", count);
}
