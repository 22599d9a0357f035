// Blocking and tiny: sets the colours before the first paint.
(() => {
  const root = document.documentElement;
  let stored = null;
  try { stored = localStorage.getItem("theme"); } catch { /* storage is switched off */ }
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = (wanted) => {
    root.dataset.bsTheme = wanted === "light" || wanted === "dark" ? wanted : dark.matches ? "dark" : "light";
  };
  window.segmentsTheme = { stored: stored || "auto", apply };
  apply(stored);
  dark.addEventListener("change", () => apply(window.segmentsTheme.stored));
  root.classList.add("js");
})();
