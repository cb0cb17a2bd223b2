/* A still page: draws the view that stands in the document, and lets the reader change the theme and what is pinned. */
(function () {
  "use strict";
  const { desk } = window;
  const { dataset } = document.documentElement;
  const page = JSON.parse(document.getElementById("first").textContent);
  const theme = document.getElementById("theme");

  /* Draws a claim on the chart, or no longer. */
  function pin(button) {
    const { pin: key } = button.dataset;
    const keys = new Set((new URLSearchParams(desk.query).get("show") || "").split(",").filter(Boolean));
    const pinned = !keys.delete(key);
    if (pinned) keys.add(key);
    desk.query = `?show=${[...keys].join(",")}`;
    button.setAttribute("aria-pressed", String(pinned));
    desk.overlay();
    if (pinned) desk.reveal(key);
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-pin]");
    if (button && button.getAttribute("aria-disabled") !== "true") pin(button);
  });

  theme.checked = page.theme === theme.dataset.on; // a browser that goes back would put it as it was left
  theme.addEventListener("change", () => {
    page.theme = theme.checked ? theme.dataset.on : theme.dataset.off;
    dataset.theme = page.theme;
    desk.chart.draw();
  });

  Object.assign(desk, { page, query: page.query, link: () => page.link });
  desk.chart(page.figure, false);
  dataset.ready = "yes";
})();
