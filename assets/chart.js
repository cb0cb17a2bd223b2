/* desk.chart: the live chart. The server sends a figure (components/figures/build.py); the page says where its panes stand.
   Vertical ranges follow what is visible, at the first draw and after each zoom; one element keeps the plot. */
(function () {
  "use strict";
  const desk = (window.desk = window.desk || {});
  const CONFIG = { displaylogo: false, showSendToCloud: false, displayModeBar: false, doubleClick: "reset", responsive: false };
  const NARROW = 560; // pixels of width below which the gutters are smaller
  const GUTTERS = { wide: [56, 132], narrow: [40, 64] }; // left and right, pixels; page.css has the same for the snapshot
  const PAD = 0.06; // of the range, above and below what is visible

  const host = document.getElementById("chart");
  const stage = host.parentElement;
  const listeners = [];
  let figure = null; // with decoded arrays
  let zoom = null; // [from, to] in milliseconds while the reader has zoomed, else null
  let asked = ""; // what was last given to Plotly: its size and panes

  const ARRAYS = { f8: Float64Array, f4: Float32Array, u2: Uint16Array };

  function decode(spec) {
    const text = atob(spec.bdata);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    return new ARRAYS[spec.dtype](bytes.buffer);
  }

  /* Position of the first date at or after a time. */
  function position(time) {
    let low = 0;
    let high = figure.x.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (figure.x[middle] < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function nearest(time) {
    const after = Math.min(position(time), figure.x.length - 1);
    const before = Math.max(after - 1, 0);
    return time - figure.x[before] < figure.x[after] - time ? before : after;
  }

  function whole() {
    return [figure.x[0], figure.x[figure.x.length - 1]];
  }

  function range() {
    return zoom || whole();
  }

  /* First and past-the-last position of what is visible. */
  function visible() {
    const [from, to] = range();
    const first = Math.min(position(from), figure.x.length - 1);
    return [first, Math.max(position(to + 1), first + 1)];
  }

  function extent(pane, [first, last]) {
    let low = Infinity;
    let high = -Infinity;
    pane.traces.forEach((trace) => {
      const { y } = figure.data[trace];
      for (let i = first; i < last; i += 1) {
        if (y[i] < low) low = y[i];
        if (y[i] > high) high = y[i];
      }
    });
    if (low > high) return null;
    pane.guides.forEach((guide) => {
      low = Math.min(low, guide);
      high = Math.max(high, guide);
    });
    return pane.log ? [Math.log10(low), Math.log10(high)] : [low, high];
  }

  /* Vertical range of each pane for what is visible, null without a value; panes that are alike share one. */
  function ranges() {
    const seen = visible();
    const found = figure.panes.map((pane) => extent(pane, seen));
    return figure.panes.map((pane, i) => {
      const kin = found.filter((one, j) => one && (j === i || (pane.alike && figure.panes[j].alike === pane.alike)));
      if (!kin.length) return null;
      const low = Math.min(...kin.map((one) => one[0]));
      const high = Math.max(...kin.map((one) => one[1]));
      const pad = (high - low || Math.abs(high) || 1) * PAD;
      return [low - pad, high + pad];
    });
  }

  /* Where each pane stands on the stage, in pixels; null for one that is folded away. */
  function places() {
    const top = stage.getBoundingClientRect().top;
    return figure.panes.map((pane) => {
      const plot = stage.querySelector(`[data-plot="${pane.key}"]`);
      const box = plot && plot.getBoundingClientRect();
      return box && box.height ? { top: box.top - top, height: box.height } : null;
    });
  }

  function measure() {
    const narrow = stage.clientWidth < NARROW;
    const [left, right] = GUTTERS[narrow ? "narrow" : "wide"];
    return { places: places(), width: stage.clientWidth, height: stage.clientHeight, left, right, narrow };
  }

  function vertical(found) {
    const change = {};
    figure.panes.forEach((pane, i) => {
      if (found[i]) change[pane.axis] = { range: found[i] };
    });
    return change;
  }

  function layout() {
    const { measured } = desk.chart;
    const out = { ...figure.layout, width: measured.width, height: measured.height };
    out.margin = { t: 0, b: 0, l: measured.left, r: measured.right, pad: 0 };
    out.dragmode = measured.narrow || window.matchMedia("(pointer: coarse)").matches ? false : "zoom";
    const change = vertical(desk.chart.ranges);
    figure.panes.forEach((pane, i) => {
      const place = measured.places[i];
      const domain = place ? [Math.max(1 - (place.top + place.height) / measured.height, 0), 1 - place.top / measured.height] : [0, 0.001];
      out[pane.axis] = { ...figure.layout[pane.axis], ...change[pane.axis], domain, visible: false };
    });
    out.xaxis = { ...figure.layout.xaxis, type: "linear", range: range(), visible: false }; // a date axis would read each date anew for each line
    return out;
  }

  function traces() {
    const shown = (i) => desk.chart.measured.places[figure.panes.findIndex((pane) => pane.traces.includes(i))];
    const tokens = window.getComputedStyle(document.documentElement);
    return figure.data.map((trace, i) => {
      const color = tokens.getPropertyValue(`--${figure.colors[i]}`).trim();
      return { ...trace, visible: Boolean(shown(i)), line: { ...trace.line, color }, fillcolor: color };
    });
  }

  function told() {
    listeners.forEach((listener) => listener());
    host.dataset.shown = String(Number(host.dataset.shown || 0) + 1);
  }

  /* Gives Plotly the figure as it is to be seen now. */
  function draw() {
    desk.chart.measured = measure();
    desk.chart.ranges = ranges();
    asked = JSON.stringify(desk.chart.measured);
    if (window.Plotly) plot();
    told();
    host.dataset.drawn = String(Number(host.dataset.drawn || 0) + 1);
  }

  function plot() {
    const before = host.classList.contains("js-plotly-plot");
    window.Plotly.react(host, traces(), layout(), CONFIG);
    if (!before) {
      host.on("plotly_relayouting", onPan);
      host.on("plotly_relayout", onRelayout);
    }
    stage.classList.add("live");
  }

  /* Without Plotly the picture that was served is what there is; readings and tables work over it. */
  if (!window.Plotly) {
    const said = document.createElement("p");
    said.className = "notice";
    said.textContent = "The interactive chart could not be loaded. Words and numbers follow every change; load the page again to see the chart of another view.";
    stage.before(said);
  }

  /* Shows other dates, with the vertical ranges that fit them, in one step. */
  function show(dates) {
    if (!window.Plotly) return;
    const [first, last] = whole();
    zoom = dates && (dates[0] > first || dates[1] < last) ? [Math.max(dates[0], first), Math.min(dates[1], last)] : null;
    refit({ "xaxis.range": range() });
  }

  let fitting = false;

  function refit(change) {
    desk.chart.ranges = ranges();
    const wanted = vertical(desk.chart.ranges);
    Object.entries(wanted).forEach(([axis, set]) => Object.entries(set).forEach(([key, value]) => { change[`${axis}.${key}`] = value; }));
    fitting = true;
    window.Plotly.relayout(host, change);
    fitting = false;
    told();
    host.dataset.zoomed = zoom ? "yes" : "";
  }

  let panning = false;
  stage.addEventListener("pointerdown", (event) => { panning = event.shiftKey; }, true);

  /* With Shift the lines follow the pointer; what lies over them goes along. */
  function onPan(event) {
    if (!panning || event["xaxis.range[0]"] === undefined) return;
    zoom = [event["xaxis.range[0]"], event["xaxis.range[1]"]];
    told();
  }

  /* The reader has dragged or double-clicked: the vertical ranges follow. */
  function onRelayout(event) {
    if (fitting || !Object.keys(event).some((key) => key.startsWith("xaxis."))) return;
    const dates = [...host.layout.xaxis.range];
    const [first, last] = whole();
    const all = event["xaxis.autorange"] || dates[0] === first && dates[1] === last;
    zoom = all ? null : dates;
    refit({});
  }

  function chart(sent) {
    if (!sent) {
      window.Plotly?.purge(host);
      figure = null;
      stage.classList.remove("live");
      host.dataset.drawn = "";
      told();
      return;
    }
    const before = figure;
    const x = decode(sent.x);
    figure = { ...sent, x, data: sent.data.map((trace) => ({ ...trace, x, y: decode(trace.y) })) };
    figure.readings = sent.readings.map((reading) => ({
      ...reading,
      of: Object.fromEntries(Object.entries(reading.of).map(([who, at]) => [who, "trace" in at ? figure.data[at.trace].y : decode(at)])),
    }));
    if (!before || before.x[0] !== x[0] || before.x[before.x.length - 1] !== x[x.length - 1]) zoom = null;
    desk.chart.figure = figure;
    draw();
  }

  new ResizeObserver(() => {
    if (figure && stage.clientWidth > 0 && JSON.stringify(measure()) !== asked) draw();
  }).observe(stage);

  /* On paper the page has a size of its own (print.css), and the chart is drawn anew at it. */
  let theme = "light";

  function printing(on) {
    const { classList, dataset } = document.documentElement;
    classList.toggle("printing", on);
    if (on) theme = dataset.theme;
    dataset.theme = on ? "light" : theme;
    if (figure) draw();
  }

  window.addEventListener("beforeprint", () => printing(true));
  window.addEventListener("afterprint", () => printing(false));

  /* Pixels from the stage's left edge to a time, and from its top to a value of a pane. */
  function across(time) {
    const { left, right, width } = desk.chart.measured;
    const [from, to] = range();
    return left + ((time - from) / (to - from || 1)) * (width - left - right);
  }

  function down(pane, value) {
    const place = desk.chart.measured.places[pane];
    const [low, high] = desk.chart.ranges[pane];
    const at = figure.panes[pane].log ? Math.log10(value) : value;
    return place.top + (1 - (at - low) / (high - low)) * place.height;
  }

  /* The time under a pixel of the stage. */
  function timeAt(pixel) {
    const { left, right, width } = desk.chart.measured;
    const [from, to] = range();
    return from + ((pixel - left) / (width - left - right)) * (to - from);
  }

  Object.assign(desk, {
    decode,
    chart: Object.assign(chart, { host, stage, draw, show, range, visible, nearest, across, down, timeAt, whole, whenDrawn: (listener) => listeners.push(listener) }),
  });
})();
