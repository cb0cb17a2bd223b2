/* desk.show: puts every part of a view in its place. desk.page is the view that is shown. */
(function () {
  "use strict";
  const { desk } = window;
  const PAPER = 715; // pixels of height that fit A4 and letter, landscape, within the margins of print.css
  const OWN = ["small", "large", "range"]; // controls whose change ends a zoom, as in callbacks/edits.py
  const announcer = document.getElementById("announcer");

  /* Shows a view. Controls that are still to be asked for, by name in `pending`, stay as the reader has set them; `zoom` has the
     dates that a link zooms to, null for all, where the view was gone to by one. */
  function show(page, pending, zoom) {
    const before = desk.page ?? page;
    const focus = document.activeElement.id;
    desk.page = page;
    desk.lift();
    Object.entries({ ...page.parts, ...page.words }).forEach(([id, nodes]) => desk.fill(document.getElementById(id), nodes));
    document.title = page.title;
    document.querySelectorAll(".way").forEach((way) => { way.search = desk.query; });
    document.documentElement.dataset.theme = page.theme;
    desk.controls.known(page.sessions);
    desk.controls.set(page.controls, page.session, pending);
    desk.chart(page.figure, OWN.every((name) => page.controls[name] === before.controls[name]), zoom);
    if (focus && document.activeElement === document.body) document.getElementById(focus)?.focus({ preventScroll: true });
    if (page.heading !== before.heading && !desk.playing) announcer.textContent = page.heading;
  }

  /* On paper the page is light and has a size of its own (print.css), and the chart is drawn anew at it. */
  function printing(on) {
    const { classList, dataset } = document.documentElement;
    classList.toggle("printing", on);
    dataset.theme = on ? "light" : desk.page.theme;
    document.querySelector(".foot").dataset.link = desk.link();
    const steps = ["tight", "tighter"];
    classList.remove(...steps);
    steps.forEach((step) => { if (on && document.body.scrollHeight > PAPER) classList.add(step); });
    if (desk.chart.figure) desk.chart.draw();
  }

  window.addEventListener("beforeprint", () => printing(true));
  window.addEventListener("afterprint", () => printing(false));

  /* The address that keeps showing this view. */
  const link = () => `${window.location.origin}${window.location.pathname}${desk.zoom.on(desk.page.pinned)}`;

  Object.assign(desk, { show, link });
})();
