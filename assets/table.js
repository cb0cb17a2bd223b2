/* The table under each pane. */
(function () {
  "use strict";
  const { desk } = window;
  const { chart } = desk;
  const ROWS = 260; // sessions in a table; the CSV has all

  /* What a table of so many of the visible sessions leaves out; of a thinned chart it has those that are drawn. */
  function caption(listed, count) {
    const { figure } = chart;
    const many = (number) => desk.written(number, { decimals: 0 });
    const which = figure.thinned ? `sessions drawn, of ${many(figure.sessions)} in the range` : "sessions shown";
    if (listed < count) return `The newest ${listed} of ${many(count)} ${which}; the CSV has all.`;
    return figure.thinned ? `${many(count)} ${which}, newest first; the CSV has all.` : `${count} sessions, newest first.`;
  }

  /* Which claims of a group hold on a session, of the sides of which one can be decided. */
  function held(strip, row) {
    return ["bear", "bull"].filter((side) => strip[side][row] >= 0).map((side) => `${strip[side][row]} ${side}`).join(", ") || "n/a";
  }

  /* The table of a pane: its lines on every session that is visible, newest first. */
  function table(key) {
    const { figure } = chart;
    const pane = figure.panes.find((one) => one.key === key);
    const [first, last] = chart.visible();
    const from = Math.max(first, last - ROWS);
    const made = document.createElement("table");
    made.className = "figures";
    made.createCaption().textContent = caption(last - from, last - first);
    const head = made.createTHead().insertRow();
    ["Session", ...pane.traces.map((trace) => figure.data[trace].name), ...pane.strips.map((strip) => strip.label)].forEach((name) => {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = name;
      head.append(cell);
    });
    const body = made.createTBody();
    for (let row = last - 1; row >= from; row -= 1) {
      const tr = body.insertRow();
      const cell = document.createElement("th");
      cell.scope = "row";
      cell.textContent = desk.day(figure.x[row]);
      tr.append(cell);
      pane.traces.forEach((trace) => {
        const end = figure.ends.find((one) => one.trace === trace);
        tr.insertCell().textContent = desk.written(figure.data[trace].y[row], { decimals: end ? end.decimals : 2 });
      });
      pane.strips.forEach((strip) => { tr.insertCell().textContent = held(strip, row); });
    }
    return made;
  }

  const open = new Map(); // how far each open table is scrolled down, by its pane

  function tables() {
    open.forEach((top, key) => {
      const button = document.getElementById(`table-${key}`);
      const rows = document.getElementById(`rows-${key}`);
      if (!button || !chart.figure || !chart.figure.panes.some((pane) => pane.key === key)) return;
      button.setAttribute("aria-expanded", "true");
      rows.hidden = false;
      rows.replaceChildren(table(key));
      rows.scrollTop = top;
    });
  }

  chart.stage.addEventListener("scroll", ({ target }) => {
    const key = target.id.replace("rows-", "");
    if (open.has(key)) open.set(key, target.scrollTop);
  }, true); // a scroll does not bubble

  chart.stage.addEventListener("click", (event) => {
    const button = event.target.closest("[data-table]");
    if (!button || !chart.figure) return;
    const key = button.dataset.table;
    if (open.delete(key)) {
      button.setAttribute("aria-expanded", "false");
      document.getElementById(`rows-${key}`).hidden = true;
    } else {
      open.set(key, 0);
      tables();
    }
  });

  chart.whenDrawn(tables);
})();
