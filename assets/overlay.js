/* What lies under and over the lines: grid, ticks, guides and the time after the as-of date; values at the line ends, and
   what the claims point at. Ticks and dates follow the rules of the first drawing (components/figures/fit.py). */
(function () {
  "use strict";
  const { desk } = window;
  const { chart } = desk;
  const SVG = "http://www.w3.org/2000/svg";
  const LABEL = 13; // pixels that a label at a line's end needs
  const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600]; // between dates on the axis
  const NAMED = 4; // dates that a phone has room for: "Oct 2014"
  const YEARS = 6; // and of these: "2014"
  const under = element("svg", { class: "overlay", "aria-hidden": "true" });
  const over = element("svg", { class: "overlay", "aria-hidden": "true" });
  chart.host.before(under);
  chart.host.after(over);
  let preview = null; // key of the claim under the pointer or the focus

  function element(tag, attributes, text) {
    const made = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /* A date as the rest of the page writes it: "28 Oct 2014". */
  function day(time) {
    const date = new Date(time);
    return `${date.getUTCDate()} ${NAMES[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  }

  function written(value, { decimals, signed, unit }) {
    if (!Number.isFinite(value)) return "n/a";
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: signed ? "always" : "negative" };
    const number = (Number(value.toFixed(decimals)) + 0).toLocaleString("en-US", digits);
    return unit ? `${number}\u00a0${unit}` : number;
  }

  /* Keeps places at least a line apart, in order, between top and bottom. */
  function apart(places, top, bottom) {
    const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
    const placed = order.map((i) => places[i]);
    for (let i = 0; i < placed.length; i += 1) placed[i] = Math.max(placed[i], i ? placed[i - 1] + LABEL : top);
    for (let i = placed.length - 1; i >= 0; i -= 1) placed[i] = Math.min(placed[i], i < placed.length - 1 ? placed[i + 1] - LABEL : bottom);
    const out = [];
    order.forEach((i, rank) => { out[i] = placed[rank]; });
    return out;
  }

  function ends(into, pane, number, place) {
    const { figure, measured } = chart;
    const last = chart.visible()[1] - 1;
    const own = figure.ends.filter((end) => end.pane === number && Number.isFinite(figure.data[end.trace].y[last]));
    const tops = apart(own.map((end) => chart.down(number, figure.data[end.trace].y[last])), place.top + 6, place.top + place.height - 4);
    own.forEach((end, i) => {
      const value = written(figure.data[end.trace].y[last], { decimals: end.decimals });
      const label = element("text", { x: measured.width - measured.right + 6, y: tops[i] + 4, class: `end ${end.who}` });
      label.append(element("tspan", { class: "end-name" }, `${measured.narrow ? end.short : end.name} `.trimStart()), element("tspan", { class: "end-value" }, value));
      into.append(label);
    });
  }

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
    for (const by of MONTHS) {
      const found = [];
      for (let n = Math.floor(month(from) / by) * by + by; n <= month(to); n += by) found.push(n);
      if (found.length <= (by < 12 ? NAMED : YEARS) * (chart.measured.narrow ? 1 : 2)) {
        return found.map((n) => [Date.UTC(Math.floor(n / 12), n % 12), `${by < 12 ? `${NAMES[n % 12]} ` : ""}${Math.floor(n / 12)}`]);
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

  function calendar(into, marked, places) {
    const lowest = places.filter(Boolean).pop();
    marked.forEach(([time, text]) => into.append(element("text", { x: chart.across(time), y: lowest.top + lowest.height + 17, class: "date" }, text)));
  }

  /* One thing that a claim points at (components/figures/marks.py). */
  function mark(into, item) {
    const place = chart.measured.places[item.pane];
    if (!place || !chart.ranges[item.pane]) return;
    const [x0, x1] = item.x.map(chart.across);
    const [y0, y1] = item.y ? item.y.map((value) => chart.down(item.pane, value)) : [place.top, place.top + place.height];
    const group = element("g", { class: `mark ${item.who} mark-${item.shape}`, "clip-path": `url(#pane-clip-${item.pane})` });
    if (item.shape === "dot") group.append(element("circle", { cx: x0, cy: y0, r: 5 }));
    else if (item.shape === "segment") group.append(element("line", { x1: x0, y1: y0, x2: x1, y2: y1 }));
    else group.append(element("rect", { x: Math.min(x0, x1), y: Math.min(y0, y1), width: Math.max(Math.abs(x1 - x0), 1), height: Math.max(Math.abs(y1 - y0), 1) }));
    into.append(group);
    const { left, right, width } = chart.measured;
    if (!item.label || x1 < left || x0 > width - right) return; // no words without the thing that they name
    const at = Math.min(Math.max(item.shape === "segment" ? (x0 + x1) / 2 : x0, left), width - right);
    const late = at > left + (width - left - right) * 0.6;
    const y = item.shape === "segment" ? (y0 + y1) / 2 - 6 : item.shape === "dot" ? y0 - 10 : Math.min(y0, y1) + 13;
    labels.push({ into, x: at + (late ? -6 : 6), y: Math.min(Math.max(y, place.top + 11), place.top + place.height - 4), anchor: late ? "end" : "start", who: item.who, text: item.label });
  }

  let labels = []; // of the marks being drawn; they keep a line apart

  function write() {
    const put = [];
    labels.forEach((label) => {
      const width = label.text.length * 6.6;
      const left = label.anchor === "end" ? label.x - width : label.x;
      let { y } = label;
      for (let tries = 0; tries < 8 && put.some((one) => Math.abs(one.y - y) < LABEL && one.left < left + width && left < one.left + one.width); tries += 1) y += LABEL;
      put.push({ y, left, width });
      label.into.append(element("text", { x: label.x, y, class: `mark-label ${label.who}`, "text-anchor": label.anchor }, label.text));
    });
    labels = [];
  }

  function marks(into) {
    const { figure } = chart;
    const pinned = (new URLSearchParams(desk.query).get("show") || "").split(",");
    const keys = Object.keys(figure.marks).filter((key) => pinned.includes(key) || key === preview);
    keys.forEach((key) => {
      const group = element("g", { "data-mark": key, class: pinned.includes(key) ? "pinned" : "previewed" });
      figure.marks[key].forEach((item) => mark(group, item));
      into.append(group);
    });
    write();
  }

  /* The time after the as-of date, shaded, and said to be so. */
  function after(into) {
    const { figure, measured } = chart;
    if (figure.known >= figure.x.length) return;
    const asOf = figure.x[figure.known - 1];
    const from = Math.max(chart.across(asOf), measured.left);
    const to = measured.width - measured.right;
    if (from >= to) return;
    measured.places.filter(Boolean).forEach((place, i) => {
      into.append(element("rect", { x: from, y: place.top, width: to - from, height: place.height, class: "after" }));
      into.append(element("line", { x1: from, x2: from, y1: place.top, y2: place.top + place.height, class: "after-edge" }));
      if (i === 0) into.append(element("text", { x: from + 6, y: place.top + place.height - 8, class: "after-label" }, `after ${day(asOf)}: not known then`));
    });
  }

  function render() {
    under.replaceChildren();
    over.replaceChildren();
    const { figure, measured } = chart;
    if (!figure || !chart.stage.classList.contains("live")) return;
    [under, over].forEach((layer) => layer.setAttribute("viewBox", `0 0 ${measured.width} ${measured.height}`));
    const clips = element("defs", {});
    measured.places.forEach((place, i) => {
      if (!place) return;
      const clip = element("clipPath", { id: `pane-clip-${i}` });
      clip.append(element("rect", { x: measured.left, y: place.top, width: Math.max(measured.width - measured.left - measured.right, 0), height: place.height }));
      clips.append(clip);
    });
    over.append(clips);
    after(under);
    const marked = dates(chart.range());
    figure.panes.forEach((pane, number) => {
      const place = measured.places[number];
      if (!place || !chart.ranges[number]) return;
      axes(under, pane, number, place, marked);
      ends(over, pane, number, place);
    });
    calendar(under, marked, measured.places);
    marks(over);
  }

  function previewed(key) {
    if (key === preview) return;
    preview = key;
    if (chart.figure) render();
  }

  const cases = document.getElementById("cases");
  const keyOf = (target) => target.closest("[data-claim]")?.dataset.claim ?? null;
  cases.addEventListener("pointerover", (event) => event.pointerType === "mouse" && previewed(keyOf(event.target)));
  cases.addEventListener("pointerleave", () => previewed(null));
  cases.addEventListener("focusin", (event) => previewed(keyOf(event.target)));
  cases.addEventListener("focusout", () => previewed(null));

  /* A claim that is pinned from further down the page shows where it is drawn. */
  function reveal(key) {
    const item = chart.figure?.marks[key]?.[0];
    const pane = item && chart.stage.querySelector(`[data-pane="${chart.figure.panes[item.pane].key}"]`);
    if (pane) pane.scrollIntoView({ block: "nearest", behavior: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  chart.whenDrawn(render);
  Object.assign(desk, { written, day, reveal });
})();
