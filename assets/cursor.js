/* One crosshair through all panes with one readout, by pointer and by keys. */
(function () {
  "use strict";
  const { desk } = window;
  const { chart } = desk;
  const MONTH = 21; // sessions that a page key moves
  const QUIET = 250; // milliseconds of rest before a value is spoken
  const THROUGH_TIME = ["claims", "probability"]; // panes of which a click goes to its session
  const STILL = 4; // pixels that a click may move
  const DOUBLE = 250; // milliseconds in which a click may still become a double click
  const NAMES = { bear: "bear", bull: "bull", base: "base rate" };
  const readout = document.getElementById("readout");
  const announcer = document.getElementById("announcer");
  const line = document.createElement("div");
  line.className = "crosshair";
  line.hidden = true;
  line.append(document.createElement("span"));
  chart.stage.append(line);
  let over = null; // key of the pane under the pointer
  let time = null; // of the session under the cursor; null at rest, when the readout speaks of the as-of session
  const rest = new Map(); // what the server wrote at each place of the readout, while the cursor's values stand there

  function write(place, text) {
    if (!place) return;
    if (!rest.has(place)) rest.set(place, place.textContent);
    place.textContent = text;
  }

  /* Whether a click on a pane goes to its session: not where no server can be asked. */
  const leads = (pane) => Boolean(desk.change) && THROUGH_TIME.includes(pane);

  /* Puts back what the server wrote. */
  function lift() {
    rest.forEach((text, cell) => { cell.textContent = text; });
    rest.clear();
  }

  function read(row) {
    const { figure } = chart;
    write(readout.querySelector("[data-cursor]"), desk.weekday(figure.x[row]));
    figure.readings.forEach((reading, i) => {
      Object.entries(reading.of).forEach(([who, values]) => {
        write(readout.querySelector(`[data-reading="${i}"] [data-who="${who}"]`), desk.written(values[row], reading));
      });
    });
  }

  function place() {
    const { figure } = chart;
    line.hidden = time === null;
    readout.classList.toggle("moved", time !== null);
    if (time === null) {
      lift();
      return;
    }
    const row = chart.nearest(time);
    read(row);
    line.style.transform = `translateX(${Math.round(chart.across(figure.x[row]))}px)`;
    const shown = chart.measured.places.filter(Boolean);
    const last = shown[shown.length - 1];
    line.style.top = `${shown[0].top}px`;
    line.style.height = `${last.top + last.height - shown[0].top}px`;
    line.firstChild.textContent = desk.day(figure.x[row]) + (leads(over) && row !== figure.known - 1 ? " · click to go there" : "");
  }

  /* Puts the cursor on a session, by its position; null takes it away. */
  function move(to) {
    time = to === null ? null : chart.figure.x[to];
    place();
  }

  function spoken() {
    const { figure } = chart;
    const row = chart.nearest(time);
    const names = Object.fromEntries([...Object.entries(NAMES), ...[...readout.querySelectorAll(".names dd")].map((cell) => [cell.className, cell.textContent])]);
    const say = (reading) => {
      const values = Object.entries(reading.of).map(([who, points]) => `${names[who] ? `${names[who]} ` : ""}${desk.written(points[row], reading)}`);
      return `${reading.label}: ${values.join(", ")}`;
    };
    return `${desk.weekday(figure.x[row])}. ${figure.readings.map(say).join(". ")}.`;
  }

  let pause = 0;

  function speak() {
    window.clearTimeout(pause);
    pause = window.setTimeout(() => { if (time !== null) announcer.textContent = spoken(); }, QUIET);
  }

  function zoomed(factor) {
    const [from, to] = chart.range();
    const middle = time ?? to;
    const scale = Math.max(factor, chart.least() / (to - from));
    chart.show([middle - (middle - from) * scale, middle + (to - middle) * scale]);
  }

  function keep(row) {
    const [first, last] = chart.visible();
    if (row >= first && row < last) return;
    const [from, to] = chart.range();
    const shift = chart.figure.x[row] - (row < first ? from : to);
    chart.show([from + shift, to + shift]);
  }

  const KEYS = {
    ArrowLeft: (row) => row - 1,
    ArrowRight: (row) => row + 1,
    PageUp: (row) => row - MONTH,
    PageDown: (row) => row + MONTH,
    Home: () => chart.visible()[0],
    End: () => chart.visible()[1] - 1,
  };

  chart.host.addEventListener("keydown", (event) => {
    if (!chart.figure || event.ctrlKey || event.metaKey || event.altKey) return;
    if (KEYS[event.key]) {
      const end = chart.visible()[1] - 1;
      const start = time === null ? end : chart.nearest(time);
      const first = time === null && event.key.startsWith("Arrow"); // puts the cursor on the last session in sight
      const to = first ? end : Math.min(Math.max(KEYS[event.key](start), 0), chart.figure.x.length - 1);
      keep(to);
      move(to);
      speak();
    } else if (event.key === "+" || event.key === "=") zoomed(0.5);
    else if (event.key === "-") zoomed(2);
    else if (event.key === "0") chart.show(null);
    else if (event.key === "Escape") move(null);
    else if (event.key === "Enter" && time !== null && desk.change) go(time);
    else return;
    event.preventDefault();
  });
  chart.host.addEventListener("blur", () => move(null));

  /* The pane under a pointer, by its lines or its strips, and the nearest session; null where there is none. */
  function spot(event) {
    if (!chart.figure || !chart.measured) return null;
    const box = chart.stage.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const { left, right, width, places } = chart.measured;
    const at = places.findIndex((one) => one && y >= one.top && y <= one.top + one.height);
    const pane = at < 0 ? event.target.closest?.("[data-strips]")?.dataset.strips : chart.figure.panes[at].key;
    return pane && x >= left && x <= width - right ? { pane, row: chart.nearest(chart.timeAt(x)) } : null;
  }

  function under(event) {
    const found = spot(event);
    over = found && event.pointerType === "mouse" ? found.pane : null;
    move(found && found.row);
  }

  /* Moves the as-of date to a session. */
  function go(to) {
    const { known, x } = chart.figure;
    window.clearTimeout(pause); // the new date is spoken, not the values of the old
    if (to !== x[known - 1]) desk.change("asof", desk.iso(to));
  }

  let pressed = null; // where the button went down on a pane through time, and on which session
  let going = 0; // timer of a click that may still become a double click

  chart.stage.addEventListener("pointerdown", (event) => {
    const plain = !going && event.pointerType === "mouse" && event.button === 0 && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    window.clearTimeout(going);
    going = 0;
    const found = plain && spot(event);
    pressed = found && leads(found.pane) ? { x: event.clientX, y: event.clientY, time: chart.figure.x[found.row] } : null;
  }, true);
  window.addEventListener("pointermove", (event) => {
    if (pressed && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) >= STILL) pressed = null; // a drag zooms
  }, true);
  window.addEventListener("pointerup", () => {
    const from = pressed;
    pressed = null;
    if (!from) return;
    desk.expect("asof", desk.iso(from.time));
    going = window.setTimeout(() => {
      going = 0;
      go(from.time);
    }, DOUBLE);
  }, true);

  chart.stage.addEventListener("pointermove", under);
  chart.stage.addEventListener("pointerdown", (event) => event.pointerType !== "mouse" && under(event));
  chart.stage.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && move(null));
  chart.stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey || !chart.figure) return; // a plain wheel scrolls the page; with Ctrl, or a pinch, it zooms
    event.preventDefault();
    under(event);
    zoomed(Math.exp(event.deltaY / 300));
  }, { passive: false });

  /* On a thinned chart the cursor moves along fewer sessions than there are: whoever comes to it is told. */
  function describe({ x, sessions, thinned }) {
    const many = (count) => desk.written(count, { decimals: 0 });
    const said = `${many(x.length)} of ${many(sessions)} sessions drawn, and the keys move along these; the CSV has all.`;
    if (thinned) chart.host.setAttribute("aria-description", said);
    else chart.host.removeAttribute("aria-description");
  }

  /* The cursor keeps its date in another figure, as long as that has it. */
  chart.whenDrawn(() => {
    const { figure } = chart;
    if (!figure || time < figure.x[0] || time > figure.x[figure.x.length - 1]) time = null;
    if (figure) describe(figure);
    place();
  });

  Object.assign(desk, { lift });
})();
