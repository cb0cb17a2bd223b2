/* What the claims point at (components/figures/marks.py): drawn while it is under the pointer or the focus, and while it is pinned. */
(function () {
  "use strict";
  const { desk } = window;
  const { chart, element } = desk;
  const LINE = 13; // pixels that a label needs
  const GAP = 8; // pixels between two on a line
  const STEPS = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5]; // lines that a label may move by, the nearest first
  let preview = null; // key of the claim under the pointer or the focus
  let labels = []; // of the marks being drawn; they keep a line apart

  /* One thing that a claim points at (components/figures/marks.py). */
  function mark(into, item) {
    const place = chart.measured.places[item.pane];
    if (!place || !chart.ranges[item.pane]) return;
    const [x0, x1] = item.x.map(chart.across);
    const [y0, y1] = item.y ? item.y.map((value) => chart.down(item.pane, value)) : [place.top, place.top + place.height];
    const { left, right, width } = chart.measured;
    const bottom = place.top + place.height;
    const dot = item.shape === "dot"; // whole, also at the edge of the pane
    if (dot && (x0 < left - 1 || x0 > width - right + 1 || y0 < place.top || y0 > bottom)) return;
    const clip = dot ? {} : { "clip-path": `url(#pane-clip-${item.pane})` };
    const group = element("g", { class: `mark ${item.who} mark-${item.shape}`, ...clip });
    if (dot) group.append(element("circle", { cx: x0, cy: y0, r: 5 }));
    else if (item.shape === "segment") group.append(element("line", { x1: x0, y1: y0, x2: x1, y2: y1 }));
    else group.append(element("rect", { x: Math.min(x0, x1), y: Math.min(y0, y1), width: Math.max(Math.abs(x1 - x0), 1), height: Math.max(Math.abs(y1 - y0), 1) }));
    into.append(group);
    if (!item.label || x1 < left || x0 > width - right) return; // no words without the thing that they name
    const at = Math.min(Math.max(item.shape === "segment" ? (x0 + x1) / 2 : x0, left), width - right);
    const late = at > left + (width - left - right) * 0.6;
    const [top, y] = [place.top + 11, item.shape === "segment" ? (y0 + y1) / 2 - 6 : dot ? y0 - 10 : Math.min(y0, y1) + 13];
    labels.push({ into, at, late, top, bottom: bottom - 4, y: Math.min(Math.max(y, top), bottom - 4), who: item.who, text: item.label });
  }

  /* Writes the labels from top to bottom, each within its pane, as near to its thing as the others leave room. */
  function write() {
    const { left, right, width } = chart.measured;
    const [from, to] = [left + 4, width - right - 4];
    const put = [];
    labels.sort((a, b) => a.y - b.y).forEach((label) => {
      const text = element("text", { class: `mark-label ${label.who}` }, label.text);
      label.into.append(text);
      const length = Math.min(text.getComputedTextLength(), to - from);
      const x = Math.min(Math.max(label.late ? label.at - 6 - length : label.at + 6, from), to - length);
      const free = (y) => !put.some((one) => Math.abs(one.y - y) < LINE && one.x < x + length + GAP && x < one.x + one.length + GAP);
      const y = STEPS.map((step) => label.y + step * LINE).filter((one) => one >= label.top && one <= label.bottom).find(free);
      if (y === undefined) text.remove();
      else {
        Object.entries({ x, y, textLength: length, lengthAdjust: "spacingAndGlyphs" }).forEach(([name, value]) => text.setAttribute(name, value));
        put.push({ x, y, length });
      }
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

  /* Says at each button whether what it draws lies in the range shown; a pinned claim can be let go in any. */
  function offer() {
    document.querySelectorAll("[data-pin]").forEach((button) => {
      const inRange = Boolean(chart.figure?.marks[button.dataset.pin]);
      button.setAttribute("aria-disabled", String(!inRange && button.getAttribute("aria-pressed") !== "true"));
      button.firstElementChild.textContent = inRange ? "Show on chart" : "Earlier than the range shown";
    });
  }

  function previewed(key) {
    if (key === preview) return;
    preview = key;
    if (chart.figure) desk.overlay();
  }

  /* A claim that is pinned from further down the page shows where it is drawn. */
  function reveal(key) {
    const item = chart.figure?.marks[key]?.[0];
    const pane = item && chart.stage.querySelector(`[data-pane="${chart.figure.panes[item.pane].key}"]`);
    if (pane) pane.scrollIntoView({ block: "nearest", behavior: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  const cases = document.getElementById("cases");
  const keyOf = (target) => target.closest("[data-claim]")?.dataset.claim ?? null;
  cases.addEventListener("pointerover", (event) => event.pointerType === "mouse" && previewed(keyOf(event.target)));
  cases.addEventListener("pointerleave", () => previewed(null));
  cases.addEventListener("focusin", (event) => previewed(keyOf(event.target)));
  cases.addEventListener("focusout", () => previewed(null));

  chart.whenDrawn(offer);
  Object.assign(desk, { marks, reveal });
})();
