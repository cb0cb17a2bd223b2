/* Grid, ticks and guides of each pane and the dates below the lowest, by the rules of the first drawing (components/figures/fit.py). */
(function () {
  "use strict";
  const { desk } = window;
  const { chart, element, written, MONTHS } = desk;
  const STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600]; // months between dates
  const NAMED = 4; // dates that a phone has room for: "Oct 2014"
  const YEARS = 6; // and of these: "2014"

  /* The first of `digits` times a power of ten that exceeds `rough`. */
  function step(rough, digits) {
    const power = 10 ** Math.floor(Math.log10(rough));
    return [...digits, 10 * digits[0]].find((digit) => digit * power > rough) * power;
  }

  function even(low, high, by) {
    const out = [];
    for (let n = Math.ceil(low / by); n <= Math.floor(high / by); n += 1) out.push(n * by);
    return out;
  }

  /* Ticks of a pane: values in its unit, and the step that says how finely they are written. */
  function ticks(pane, [low, high]) {
    if (pane.at.length) return pane.at.map((value) => [value, 1]);
    if (!pane.log) {
      const by = step((high - low) / pane.ticks, [2, 5, 10]);
      return even(low, high, by).map((value) => [value, by]);
    }
    const [from, to] = [10 ** low, 10 ** high];
    if (to / from <= 4) {
      const by = step((to - from) / 6, [1, 2, 5, 10]);
      return even(from, to, by).map((value) => [value, by]);
    }
    const found = [];
    for (let decade = Math.floor(low); decade <= high; decade += 1) [1, 2, 5].forEach((digit) => found.push([digit * 10 ** decade, 10 ** decade]));
    return found.filter(([value]) => value >= from && value <= to);
  }

  function ticked(value, by) {
    const decimals = Math.max(0, -Math.floor(Math.log10(by)));
    return written(value, { decimals }).replace("-", "\u2212");
  }

  /* Firsts of months or years among the visible dates: [time, text]. */
  function dates([from, to]) {
    const month = (time) => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth();
    for (const by of STEPS) {
      const found = [];
      for (let n = Math.floor(month(from) / by) * by + by; n <= month(to); n += by) found.push(n);
      if (found.length <= (by < 12 ? NAMED : YEARS) * (chart.measured.narrow ? 1 : 2)) {
        return found.map((n) => [Date.UTC(Math.floor(n / 12), n % 12), `${by < 12 ? `${MONTHS[n % 12]} ` : ""}${Math.floor(n / 12)}`]);
      }
    }
    return [];
  }

  function axes(into, pane, number, place, marked) {
    const { left, right, width } = chart.measured;
    const line = (x1, x2, y1, y2, kind) => into.append(element("line", { x1, x2, y1, y2, class: kind }));
    ticks(pane, chart.ranges[number]).forEach(([value, by]) => {
      const y = Math.round(chart.down(number, value)) + 0.5;
      line(left, width - right, y, y, "grid");
      into.append(element("text", { x: left - 6, y: y + 4, class: "tick" }, ticked(value, by)));
    });
    marked.forEach(([time]) => {
      const x = Math.round(chart.across(time)) + 0.5;
      line(x, x, place.top, place.top + place.height, "grid");
    });
    pane.guides.forEach((value) => {
      const y = chart.down(number, value);
      line(left, width - right, y, y, "guide");
    });
  }

  /* The dates stand below the lowest pane, and on a screen below the first too, which is seen first. */
  function calendar(into, marked, places) {
    const shown = places.filter(Boolean);
    const first = document.documentElement.classList.contains("printing") ? [] : shown.slice(0, 1);
    new Set([...first, ...shown.slice(-1)]).forEach((place) => {
      marked.forEach(([time, text]) => into.append(element("text", { x: chart.across(time), y: place.top + place.height + 17, class: "date" }, text)));
    });
  }

  Object.assign(desk, { dates, axes, calendar });
})();
