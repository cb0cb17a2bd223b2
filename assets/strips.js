/* The strips under a pane, by the rule of the first drawing (components/figures/strips.py): the state of a session fills the
   time up to that session, bear in the upper half, bull in the lower. A zoom moves the box that is looked at. */
(function () {
  "use strict";
  const { desk } = window;
  const { chart } = desk;
  const DAY = 86400000; // milliseconds
  const ROWS = { bear: 0, bull: 1 };
  const drawn = new WeakMap(); // the figure of which each picture is

  /* Days from the first session to another. */
  function at(i) {
    const { x } = chart.figure;
    return Math.round((x[Math.max(i, 0)] - x[0]) / DAY);
  }

  /* Boxes over the runs of sessions on which a claim holds. */
  function path(counts, row) {
    let d = "";
    for (let i = 0; i < counts.length; i += 1) {
      const start = i;
      while (counts[i] > 0) i += 1;
      if (i > start) d += `M${at(start - 1)} ${row}H${at(i - 1)}V${row + 1}H${at(start - 1)}Z`;
    }
    return d;
  }

  function after() {
    const { known, x } = chart.figure;
    return known < x.length ? `M${at(known - 1)} 0H${at(x.length - 1)}V2H${at(known - 1)}Z` : "";
  }

  function draw(pane) {
    const rows = chart.stage.querySelectorAll(`[data-strips="${pane.key}"] .strip-picture`);
    const [from, to] = chart.range().map((time) => (time - chart.figure.x[0]) / DAY);
    pane.strips.forEach((strip, i) => {
      if (drawn.get(rows[i]) !== chart.figure) {
        Object.entries(ROWS).forEach(([side, row]) => rows[i].querySelector(`.strip-${side}`).setAttribute("d", path(strip[side], row)));
        rows[i].querySelector(".strip-after").setAttribute("d", after());
        drawn.set(rows[i], chart.figure);
      }
      rows[i].setAttribute("viewBox", `${from} 0 ${Math.max(to - from, 1)} 2`);
    });
  }

  chart.whenDrawn(() => chart.figure?.panes.forEach((pane) => pane.strips.length && draw(pane)));
})();
