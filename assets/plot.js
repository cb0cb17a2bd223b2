/* desk.plot: the lines of the chart, by Plotly in one element that keeps its plot. */
(function () {
  "use strict";
  const { desk } = window;
  const { chart } = desk;
  const { host, stage } = chart;
  const CONFIG = { displaylogo: false, showSendToCloud: false, displayModeBar: false, doubleClick: false, responsive: false };

  function vertical() {
    const change = {};
    chart.figure.panes.forEach((pane, i) => {
      if (chart.ranges[i]) change[pane.axis] = { range: chart.ranges[i] };
    });
    return change;
  }

  function layout() {
    const { figure, measured } = chart;
    const out = { ...figure.layout, width: measured.width, height: measured.height };
    out.margin = { t: 0, b: 0, l: measured.left, r: measured.right, pad: 0 };
    out.dragmode = measured.narrow || window.matchMedia("(pointer: coarse)").matches ? false : "zoom";
    const change = vertical();
    figure.panes.forEach((pane, i) => {
      const place = measured.places[i];
      const domain = place ? [Math.max(1 - (place.top + place.height) / measured.height, 0), 1 - place.top / measured.height] : [0, 0.001];
      out[pane.axis] = { ...figure.layout[pane.axis], ...change[pane.axis], domain, visible: false };
    });
    out.xaxis = { type: "linear", range: [...given], visible: false }; // a date axis would read each date anew for each line
    return out;
  }

  function traces() {
    const { figure, measured } = chart;
    const shown = (i) => measured.places[figure.panes.findIndex((pane) => pane.traces.includes(i))];
    const tokens = window.getComputedStyle(document.documentElement);
    return figure.data.map((trace, i) => {
      const color = tokens.getPropertyValue(`--${figure.colors[i]}`).trim();
      return { ...trace, visible: Boolean(shown(i)), line: { ...trace.line, color }, fillcolor: color };
    });
  }

  let given = []; // the dates that Plotly was last given; it tells of other ones where the reader has dragged
  let panning = false;

  /* With Shift the lines follow the pointer. */
  function onPan(event) {
    if (panning && event["xaxis.range[0]"] !== undefined) chart.moved([event["xaxis.range[0]"], event["xaxis.range[1]"]]);
  }

  function onRelayout() {
    const [from, to] = host.layout.xaxis.range;
    if (from !== given[0] || to !== given[1]) chart.show([from, to]);
  }

  function draw() {
    if (!window.Plotly) return;
    const before = host.classList.contains("js-plotly-plot");
    given = chart.range();
    window.Plotly.react(host, traces(), layout(), CONFIG);
    if (!before) {
      host.on("plotly_relayouting", onPan);
      host.on("plotly_relayout", onRelayout);
      host.on("plotly_doubleclick", () => chart.show(null));
      [host.firstElementChild, document.getElementById("js-plotly-tester")].forEach((drawn) => drawn?.setAttribute("aria-hidden", "true"));
    }
    stage.classList.add("live");
  }

  /* Gives Plotly the dates and the vertical ranges of the chart. */
  function fit() {
    given = chart.range();
    const change = { "xaxis.range": [...given] }; // Plotly writes into the array
    Object.entries(vertical()).forEach(([axis, { range }]) => { change[`${axis}.range`] = range; });
    window.Plotly.relayout(host, change);
  }

  /* Draws once more what stands there, at leisure: the browser then has ready what every zoom runs, and the first is as fast. */
  function warm() {
    if (chart.figure && window.Plotly) fit();
  }

  /* Takes the plot away with its listeners, and the class by which Plotly and `draw` know that it was there. */
  function clear() {
    window.Plotly?.purge(host);
    host.classList.remove("js-plotly-plot");
    stage.classList.remove("live");
  }

  stage.addEventListener("pointerdown", (event) => { panning = event.shiftKey; }, true);

  /* Without Plotly the picture that was served is what there is; readings and tables work over it. */
  if (!window.Plotly) {
    const said = document.createElement("p");
    said.className = "notice";
    said.textContent = "The interactive chart could not be loaded. Words and numbers follow every change; load the page again to see the chart of another view.";
    stage.before(said);
  }

  Object.assign(desk, { plot: { draw, fit, warm, clear } });
})();
