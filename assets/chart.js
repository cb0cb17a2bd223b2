/* desk.chart: what the chart shows. The server sends a figure (components/figures/build.py); the page says where its panes
   stand; Plotly draws the lines (plot.js). Vertical ranges follow what is visible, at the first draw and after each zoom. */
(function () {
  "use strict";
  const desk = (window.desk = window.desk || {});
  const NARROW = 560; // pixels of width below which the gutters are smaller
  const GUTTERS = { wide: [56, 132], narrow: [40, 80] }; // left and right, pixels; tokens.css has the same for the snapshot
  const PAD = 0.06; // of the range, above and below what is visible
  const SAME = 1e-9; // of a value: what lies closer was rounded apart
  const LEAST = 5; // sessions, about, that every zoom shows

  const host = document.getElementById("chart");
  const stage = host.parentElement;
  const listeners = [];
  let figure = null; // with decoded arrays
  let zoom = null; // [from, to] in milliseconds while the reader has zoomed, else null
  let ahead = null; // the same while a range is shown ahead of its answer
  let asked = ""; // what was last drawn for: the size of the stage and its panes

  const ARRAYS = { f8: Float64Array, f4: Float32Array, u2: Uint16Array, i1: Int8Array };

  function decode(spec) {
    const text = atob(spec.bdata);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    return new ARRAYS[spec.dtype](bytes.buffer);
  }

  function decoded(sent) {
    const x = decode(sent.x);
    const data = sent.data.map((trace) => ({ ...trace, x, y: decode(trace.y) }));
    const readings = sent.readings.map((reading) => ({
      ...reading,
      of: Object.fromEntries(Object.entries(reading.of).map(([who, at]) => [who, "trace" in at ? data[at.trace].y : decode(at)])),
    }));
    const panes = sent.panes.map((pane) => ({
      ...pane,
      strips: pane.strips.map(({ label, bear, bull }) => ({ label, bear: decode(bear), bull: decode(bull) })),
    }));
    return { ...sent, x, data, readings, panes, thinned: x.length < sent.sessions };
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
    return ahead || zoom || whole();
  }

  /* The as-of date, of a figure that reaches to it. */
  function asOf() {
    return figure.x[figure.known - 1];
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
      const span = high - low > SAME * Math.abs(high) ? high - low : 0;
      const pad = (span || Math.abs(high) || 1) * PAD;
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

  function told() {
    host.dataset.zoomed = zoom ? "yes" : "";
    listeners.forEach((listener) => listener());
    host.dataset.shown = String(Number(host.dataset.shown || 0) + 1);
  }

  /* Draws the figure as it is to be seen now. */
  function draw() {
    desk.chart.measured = measure();
    desk.chart.ranges = ranges();
    asked = JSON.stringify(desk.chart.measured);
    desk.plot.draw();
    told();
    host.dataset.drawn = String(Number(host.dataset.drawn || 0) + 1);
  }

  /* Moves what is drawn to the dates to be seen now, with the vertical ranges that fit them, in one step. */
  function refit() {
    desk.chart.ranges = ranges();
    desk.plot.fit();
    told();
  }

  /* Time that about as few sessions take as a zoom may show. */
  function least() {
    const [first, last] = whole();
    return ((last - first) / Math.max(figure.x.length - 1, 1)) * LEAST;
  }

  /* The dates moved into what there is, and apart if they are too close; null for all. */
  function within([from, to]) {
    const [first, last] = whole();
    const width = Math.max(to - from, least());
    if (width >= last - first) return null;
    const start = Math.min(Math.max(from - (width - (to - from)) / 2, first), last - width);
    return [start, start + width];
  }

  /* Shows other dates; null shows all. Without Plotly there is nothing to zoom. */
  function show(dates) {
    if (!figure || !window.Plotly) return;
    zoom = dates && within(dates);
    ahead = null;
    refit();
  }

  /* Shows the dates of a range ahead of its answer, which nobody has zoomed to; null shows again what was shown before. */
  function anticipate(dates) {
    if (!figure || !window.Plotly || (!dates && !ahead)) return;
    ahead = dates;
    refit();
  }

  /* The dates have moved with the pointer; what lies over the lines goes along. */
  function moved(dates) {
    zoom = dates;
    ahead = null;
    told();
  }

  /* The dates of a link moved into what there is; null where fewer than two sessions lie between them. */
  function linked(dates) {
    const [from, to] = dates.map((date) => Date.parse(date));
    return position(to + 1) - position(from) < 2 ? null : [Math.max(from, whole()[0]), Math.min(to, whole()[1])];
  }

  /* Takes the figure of a view, or null, and the dates that its link zooms to where that was gone to: two, or null for all.
     Elsewhere a zoom outlives the figure where its dates are there and, as `same` says, pair and range are, and where another as-of
     date is among them; in a replay it stays as wide, and goes along with the last session if it reached to it. */
  function chart(sent, same, dates) {
    const end = figure && zoom && nearest(zoom[1]) === figure.x.length - 1 ? whole()[1] : null;
    const before = figure && asOf();
    figure = sent && decoded(sent);
    desk.chart.figure = figure;
    ahead = null;
    if (dates !== undefined) zoom = figure && dates && linked(dates);
    else if (!figure || !same) zoom = null;
    else if (zoom && desk.playing) zoom = within(zoom.map((time) => time + (end === null ? 0 : whole()[1] - end)));
    else if (zoom && (zoom[0] < whole()[0] || zoom[1] > whole()[1])) zoom = null;
    if (dates === undefined && zoom && asOf() !== before && (asOf() < zoom[0] || asOf() > zoom[1])) zoom = null;
    if (figure) {
      draw();
      return;
    }
    desk.plot.clear();
    host.dataset.drawn = "";
    told();
  }

  new ResizeObserver(() => {
    if (figure && stage.clientWidth > 0 && JSON.stringify(measure()) !== asked) draw();
  }).observe(stage);

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

  const zoomed = () => zoom;
  const whenDrawn = (listener) => listeners.push(listener);
  Object.assign(chart, { host, stage, draw, show, anticipate, moved, zoomed, range, visible, nearest, least, across, down, timeAt, whenDrawn });
  Object.assign(desk, { decode, chart });
})();
