// Draws a chart from the numbers beside it. Without it the table below says the same.
"use strict";

(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // light-dark() is resolved only where a colour is used.
  const resolved = (name) => {
    const probe = document.createElement("span");
    probe.hidden = true;
    document.body.append(probe);
    probe.style.color = colour(name);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const draw = (canvas) => {
    const source = document.getElementById(canvas.dataset.chart);
    if (!source || typeof Chart === "undefined") return;
    const { labels, sets } = JSON.parse(source.textContent);
    Chart.getChart(canvas)?.destroy();
    const [text, grid] = [resolved("--muted"), resolved("--border")];
    const scale = { ticks: { color: text, precision: 0 }, grid: { color: grid } };
    new Chart(canvas, {
      type: "bar",
      data: {
        labels,
        datasets: sets.map((set, index) => ({
          ...set, backgroundColor: resolved(`--chart-${index + 1}`), borderRadius: 4, maxBarThickness: 36,
        })),
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        scales: { x: { ...scale, grid: { display: false } }, y: { ...scale, beginAtZero: true } },
        plugins: { legend: { labels: { color: text } } },
      },
    });
  };
  const drawAll = () => document.querySelectorAll("canvas[data-chart]").forEach(draw);
  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("theme:change", drawAll);
  document.addEventListener("htmx:load", drawAll);
})();
