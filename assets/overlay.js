/* What lies under and over the lines: the axes and the time after the as-of date; values at the line ends, and marks. */
(function () {
  "use strict";
  const { desk } = window;
  const { chart, element } = desk;
  const LABEL = 13; // pixels that a label at a line's end needs
  const under = element("svg", { class: "overlay", "aria-hidden": "true" });
  const over = element("svg", { class: "overlay", "aria-hidden": "true" });
  chart.host.before(under);
  chart.host.after(over);

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
      const value = desk.written(figure.data[end.trace].y[last], { decimals: end.decimals });
      const label = element("text", { x: measured.width - measured.right + 6, y: tops[i] + 4, class: `end ${end.who}` });
      label.append(element("tspan", { class: "end-name" }, `${measured.narrow ? end.short : end.name} `.trimStart()), element("tspan", { class: "end-value" }, value));
      into.append(label);
    });
  }

  /* The time after the as-of date, shaded, and said to be so. */
  function after(into, places) {
    const { figure, measured } = chart;
    if (figure.known >= figure.x.length) return;
    const asOf = figure.x[figure.known - 1];
    const from = Math.max(chart.across(asOf), measured.left);
    const to = measured.width - measured.right;
    if (from >= to) return;
    places.filter(Boolean).forEach((place, i) => {
      into.append(element("rect", { x: from, y: place.top, width: to - from, height: place.height, class: "after" }));
      into.append(element("line", { x1: from, x2: from, y1: place.top, y2: place.top + place.height, class: "after-edge" }));
      if (i === 0) into.append(element("text", { x: from + 6, y: place.top + place.height - 8, class: "after-label" }, `after ${desk.day(asOf)}: not known then`));
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
    after(under, measured.places);
    const marked = desk.dates(chart.range());
    figure.panes.forEach((pane, number) => {
      const place = measured.places[number];
      if (!place || !chart.ranges[number]) return;
      desk.axes(under, pane, number, place, marked);
      ends(over, pane, number, place);
    });
    desk.calendar(under, marked, measured.places);
    desk.marks(over);
  }

  chart.whenDrawn(render);
  Object.assign(desk, { overlay: render, after });
})();
