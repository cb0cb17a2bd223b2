/* What is said of the dates in sight, as the server says it (components/verdict.py): in the chart's heading, and at the panes where
   the values at the lines' ends are not those of the as-of date; and the way back to all dates. */
(function () {
  "use strict";
  const { desk } = window;
  const { chart } = desk;
  const DAY = 86400000; // milliseconds
  const head = document.getElementById("chart-head");

  /* The sessions between two times: of all that the page knows, else of those that are drawn. */
  function sessions([from, to]) {
    const known = desk.controls?.sessions();
    if (!known) return chart.figure.x.filter((time) => time >= from && time <= to);
    return Array.from(known.filter((day) => day * DAY >= from && day * DAY <= to), (day) => day * DAY);
  }

  function period(first, asOf, last) {
    if (first > asOf) return `${desk.day(first)} to ${desk.day(last)}, all of it after the as-of date`;
    if (last > asOf) return `${desk.day(first)} to ${desk.day(asOf)}, and what came after to ${desk.day(last)}`;
    return `${desk.day(first)} to ${desk.day(last)}`;
  }

  function write(place, text) {
    if (place && place.textContent !== text) place.textContent = text;
  }

  function say() {
    const place = head.querySelector("[data-as-of]");
    if (!chart.figure || !place) return;
    const asOf = Date.parse(place.dataset.asOf);
    const seen = sessions(chart.range());
    if (seen.length) write(place, period(seen[0], asOf, seen[seen.length - 1]));
    const end = chart.figure.x[chart.visible()[1] - 1];
    const values = end === asOf ? "" : ` · values at the ends of ${desk.day(end)}`;
    chart.figure.panes.forEach((pane, i) => {
      write(chart.stage.querySelector(`[data-pane="${pane.key}"] .pane-ends`), chart.ranges[i] ? values : "");
    });
    head.querySelector("[data-all-dates]").hidden = !chart.zoomed();
  }

  head.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-all-dates]")) return;
    chart.show(null);
    chart.host.focus({ preventScroll: true }); // the button is gone
  });

  chart.whenDrawn(say);
  Object.assign(desk, { between: sessions });
})();
