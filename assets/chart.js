/* desk.chart draws the figure that the server sends (components/figures/build.py) on an element that keeps its plot.
   Vertical ranges and label places follow what is visible, at the first draw and after each zoom. */
(function () {
  "use strict";
  const CONFIG = {
    displaylogo: false,
    showSendToCloud: false,
    responsive: true,
    displayModeBar: false,
    doubleClick: "reset",
  };
  const NARROW = 560; // pixels of width below which line ends carry short names
  const NARROW_RIGHT = 76;
  const LABEL = 13; // pixels that a label at a line's end needs

  function decode(spec) {
    const bytes = Uint8Array.from(atob(spec.bdata), (c) => c.charCodeAt(0));
    return spec.dtype === "f8" ? new Float64Array(bytes.buffer) : new Float32Array(bytes.buffer);
  }

  /* First and past-the-last position of the dates within [from, to], both in milliseconds. */
  function visible(x, from, to) {
    let first = 0;
    let last = x.length;
    while (first < last - 1 && x[first] < from) first += 1;
    while (last > first + 1 && x[last - 1] > to) last -= 1;
    return [first, last];
  }

  function extent(figure, pane, first, last) {
    let low = Infinity;
    let high = -Infinity;
    const see = (value) => {
      if (value < low) low = value;
      if (value > high) high = value;
    };
    pane.traces.forEach((trace) => {
      const y = figure.data[trace].y;
      for (let i = first; i < last; i += 1) see(y[i]);
    });
    if (low > high) return null;
    pane.guides.forEach(see);
    return pane.log ? [Math.log10(low), Math.log10(high)] : [low, high];
  }

  /* Vertical range of each pane for what is visible; panes that are alike share one. */
  function ranges(figure, [first, last]) {
    const found = figure.panes.map((pane) => extent(figure, pane, first, last));
    const out = {};
    figure.panes.forEach((pane, i) => {
      const kin = found.filter((range, j) => range && (j === i || (pane.alike && figure.panes[j].alike === pane.alike)));
      if (!kin.length) return;
      const low = Math.min(...kin.map((range) => range[0]));
      const high = Math.max(...kin.map((range) => range[1]));
      const pad = (high - low || Math.abs(high) || 1) * 0.06;
      out[pane.axis] = [low - pad, high + pad];
    });
    return out;
  }

  /* Keeps the labels of a pane at least a line apart, in order, within the pane; returns shifts in pixels, up positive. */
  function apart(places, height) {
    const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
    const placed = order.map((i) => places[i]);
    for (let i = 0; i < placed.length; i += 1) {
      placed[i] = Math.max(placed[i], i ? placed[i - 1] + LABEL : 0);
    }
    for (let i = placed.length - 1; i >= 0; i -= 1) {
      placed[i] = Math.min(placed[i], i < placed.length - 1 ? placed[i + 1] - LABEL : height);
    }
    const shifts = [];
    order.forEach((i, rank) => { shifts[i] = placed[rank] - places[i]; });
    return shifts;
  }

  /* Round values for a logarithmic axis, written out: 1, 2, 5 a decade, or even steps where the range is short. */
  function ticks(range) {
    const [low, high] = range.map((power) => 10 ** power);
    const values = [];
    if (high / low > 4) {
      for (let decade = Math.floor(range[0]); decade <= range[1]; decade += 1) values.push(...[1, 2, 5].map((n) => n * 10 ** decade));
    } else {
      const rough = (high - low) / 6;
      const power = 10 ** Math.floor(Math.log10(rough));
      const step = [1, 2, 5, 10].find((n) => n * power >= rough) * power;
      for (let value = Math.ceil(low / step) * step; value <= high; value += step) values.push(value);
    }
    return values.filter((value) => value >= low && value <= high);
  }

  /* The value of a line at the right edge of what is visible; at the last session as the server wrote it. */
  function atEdge(figure, end, last) {
    if (last === figure.x.length) return end.value;
    const digits = { minimumFractionDigits: end.decimals, maximumFractionDigits: end.decimals };
    return figure.data[end.trace].y[last - 1].toLocaleString("en-US", digits);
  }

  function annotations(figure, found, last, narrow) {
    const layout = figure.layout;
    const inner = layout.height - layout.margin.t - layout.margin.b;
    const notes = layout.annotations.map((note) => ({ ...note }));
    figure.panes.forEach((pane, i) => {
      if (narrow) notes[i].text = pane.title;
      const range = found[pane.axis];
      const ends = figure.ends.filter((end) => pane.traces.includes(end.trace));
      if (!range || !ends.length) return;
      const domain = layout[pane.axis].domain;
      const height = (domain[1] - domain[0]) * inner;
      ends.forEach((end) => {
        const value = figure.data[end.trace].y[last - 1];
        notes[end.annotation].y = pane.log ? Math.log10(value) : value;
        notes[end.annotation].text = `${narrow ? end.short : end.name} ${atEdge(figure, end, last)}`.trim();
      });
      const drawn = ends.filter((end) => !Number.isNaN(notes[end.annotation].y));
      ends.forEach((end) => { notes[end.annotation].visible = drawn.includes(end); });
      const places = drawn.map((end) => ((notes[end.annotation].y - range[0]) / (range[1] - range[0])) * height);
      const shifts = apart(places, height);
      drawn.forEach((end, rank) => { notes[end.annotation].yshift = shifts[rank]; });
    });
    return notes;
  }

  function span(range) {
    return range.map((end) => (typeof end === "number" ? end : Date.parse(`${String(end).replace(" ", "T")}Z`.replace(/^(\d{4}-\d\d-\d\d)Z$/, "$1T00:00Z"))));
  }

  function fit(host) {
    const figure = host.figure;
    const seen = visible(figure.x, ...span(host.layout.xaxis.range || figure.layout.xaxis.range));
    const found = ranges(figure, seen);
    const change = { annotations: annotations(figure, found, seen[1], host.clientWidth < NARROW) };
    figure.panes.filter((pane) => found[pane.axis]).forEach((pane) => {
      change[`${pane.axis}.range`] = found[pane.axis];
      if (pane.log) change[`${pane.axis}.tickvals`] = ticks(found[pane.axis]);
    });
    return change;
  }

  function onRelayout(host, event) {
    if (!Object.keys(event).some((key) => key.startsWith("xaxis."))) return;
    host.zoomed = !event["xaxis.autorange"] && String(span(host.layout.xaxis.range)) !== String(host.figure.layout.xaxis.range);
    window.Plotly.relayout(host, fit(host));
  }

  function chart(host, sent) {
    if (!sent) {
      window.Plotly.purge(host);
      host.figure = null;
      host.dataset.drawn = "";
      return;
    }
    const x = decode(sent.x);
    const figure = { ...sent, x, data: sent.data.map((trace) => ({ ...trace, x, y: decode(trace.y) })) };
    const before = host.figure;
    const same = before && before.x[0] === x[0] && before.x[before.x.length - 1] === x[x.length - 1];
    const kept = same && host.zoomed ? host.layout.xaxis.range : sent.layout.xaxis.range;
    host.zoomed = Boolean(same && host.zoomed);
    host.figure = figure;
    const narrow = host.clientWidth < NARROW;
    const layout = { ...sent.layout, margin: { ...sent.layout.margin } };
    if (narrow) Object.assign(layout.margin, { r: NARROW_RIGHT, l: 44 });
    if (narrow || window.matchMedia("(pointer: coarse)").matches) layout.dragmode = false;
    const seen = visible(figure.x, ...span(kept));
    const found = ranges(figure, seen);
    layout.xaxis = { ...layout.xaxis, range: kept };
    layout.annotations = annotations(figure, found, seen[1], narrow);
    figure.panes.filter((pane) => found[pane.axis]).forEach((pane) => {
      layout[pane.axis] = { ...layout[pane.axis], range: found[pane.axis] };
      if (pane.log) layout[pane.axis].tickvals = ticks(found[pane.axis]);
    });
    window.Plotly.react(host, figure.data, layout, CONFIG).then(() => {
      host.dataset.drawn = String(Number(host.dataset.drawn || 0) + 1);
      if (!before) host.on("plotly_relayout", (event) => onRelayout(host, event));
    });
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.desk = Object.assign(window.dash_clientside.desk || {}, { chart });
})();
