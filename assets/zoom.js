/* desk.zoom: the dates that the chart is zoomed to, as links have them. The server is never asked with them: it sends the whole
   range, and only the first picture of a page is cut. */
(function () {
  "use strict";
  const { desk } = window;
  const { chart } = desk;

  const parts = (query) => query.replace(/^\?/, "").split("&").filter(Boolean);
  const query = (from) => (from.length ? `?${from.join("&")}` : "");
  const isZoom = (part) => part.startsWith("zoom=");

  /* A query string without its zoom. */
  const off = (given) => query(parts(given).filter((part) => !isZoom(part)));

  /* The first and the last session in sight, "2014-07-01,2014-10-28"; empty without a zoom. */
  function text() {
    const dates = chart.zoomed();
    const seen = dates ? desk.between(dates) : [];
    return seen.length > 1 ? [seen[0], seen[seen.length - 1]].map(desk.iso).join(",") : "";
  }

  /* A query string with the zoom there is now, instead of its own. */
  function on(given) {
    const now = text();
    return query([...parts(given).filter((part) => !isZoom(part)), ...(now ? [`zoom=${now}`] : [])]);
  }

  /* The two dates that a query string zooms to; null for none, or what are none. */
  function read(given) {
    const found = parts(given).find(isZoom)?.slice("zoom=".length).split(",") ?? [];
    const sound = found.length === 2 && found.every((date) => /^\d{4}-\d\d-\d\d$/.test(date) && Number.isFinite(Date.parse(date)));
    return sound ? found : null;
  }

  /* A file to be had from a panel has the dates that are in sight. */
  function fit({ target }) {
    const file = target.closest?.(".pane-tools a[download]");
    if (file && file.origin === window.location.origin) file.search = on(file.search);
  }

  ["pointerdown", "click"].forEach((event) => document.addEventListener(event, fit, true));

  Object.assign(desk, { zoom: { on, off, read } });
})();
