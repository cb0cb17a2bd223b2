/* Runs before a page's own scripts and notes when things happen: milliseconds since the start of the visit. */
(() => {
  const seen = {};
  const note = (name) => { seen[name] ??= performance.now(); };
  const chart = () => document.getElementById("chart");

  let plotly;
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: () => plotly,
    set: (value) => { plotly = value; note("plotly.js run"); },
  });

  let awaited = false; // whether the frame with the server's chart is awaited
  new MutationObserver(() => {
    if (chart()?.dataset.drawn) note("chart drawn");
    if (document.documentElement?.dataset.ready) note("Dash up");
    if (!awaited && document.querySelector(".snapshot")) {
      awaited = true;
      requestAnimationFrame(() => setTimeout(() => note("readable chart")));
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-drawn", "data-ready"] });

  const received = (what) => Math.max(0, ...performance.getEntriesByType("resource").filter(({ name }) => what.test(name)).map((entry) => entry.responseEnd));
  const painted = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;

  window.bench = {
    /* Whether the first chart, the product's scripts too, and a frame are there. */
    up: () => "chart drawn" in seen && ("Dash up" in seen || !document.getElementById("first")) && painted() !== undefined,
    times: () => ({
      "HTML received": performance.getEntriesByType("navigation")[0].responseEnd,
      "style sheets received": received(/\.css/),
      "plotly.js received": received(/plotly/),
      "first contentful paint": painted(),
      ...seen,
    }),
    /* Milliseconds from what is done until an attribute of the chart changes: "data-shown" with each redraw, "data-drawn"
       with a new figure. */
    redrawn: (act, attribute) => new Promise((resolve) => {
      const start = performance.now();
      new MutationObserver((_, observer) => {
        observer.disconnect();
        resolve(performance.now() - start);
      }).observe(chart(), { attributes: true, attributeFilter: [attribute] });
      act();
    }),
    /* Milliseconds from letting go of the mouse until the chart shows what was dragged over, on either page. */
    dragged: () => new Promise((resolve) => {
      let start;
      document.addEventListener("mouseup", () => { start = performance.now(); }, { capture: true, once: true });
      const done = () => resolve(performance.now() - start);
      if (!document.getElementById("first")) chart().once("plotly_relayout", done);
      else new MutationObserver(done).observe(chart(), { attributes: true, attributeFilter: ["data-shown"] });
    }),
    zoomed: async (days) => {
      const last = chart().layout.xaxis.range[1];
      const start = performance.now();
      await plotly.relayout(chart(), { "xaxis.range": [last - days * 86400000, last] });
      return performance.now() - start;
    },
  };
})();
