/* One crosshair through all panes with one readout, by pointer and by keys. */
(function () {
  "use strict";
  const { desk } = window;
  const { chart } = desk;
  const MONTH = 21; // sessions that a page key moves
  const QUIET = 250; // milliseconds of rest before a value is spoken
  const readout = document.getElementById("readout");
  const announcer = document.getElementById("announcer");
  const line = document.createElement("div");
  line.className = "crosshair";
  line.hidden = true;
  line.append(document.createElement("span"));
  chart.stage.append(line);
  let at = null; // position of the session under the cursor; null for the as-of session

  function read(row) {
    const { figure } = chart;
    const date = readout.querySelector("[data-cursor]");
    if (date) date.textContent = desk.weekday(figure.x[row]);
    figure.readings.forEach((reading, i) => {
      Object.entries(reading.of).forEach(([who, values]) => {
        const cell = readout.querySelector(`[data-reading="${i}"] [data-who="${who}"]`);
        if (cell) cell.textContent = desk.written(values[row], reading);
      });
    });
    readout.classList.toggle("moved", at !== null);
  }

  function place() {
    const { figure } = chart;
    line.hidden = at === null;
    if (!figure) return;
    read(at === null ? figure.known - 1 : at);
    if (at === null) return;
    line.style.transform = `translateX(${Math.round(chart.across(figure.x[at]))}px)`;
    const shown = chart.measured.places.filter(Boolean);
    const last = shown[shown.length - 1];
    line.style.top = `${shown[0].top}px`;
    line.style.height = `${last.top + last.height - shown[0].top}px`;
    line.firstChild.textContent = desk.day(figure.x[at]);
  }

  function move(to) {
    at = to;
    place();
  }

  function spoken() {
    const { figure } = chart;
    const names = Object.fromEntries([...readout.querySelectorAll(".names dd")].map((cell) => [cell.className, cell.textContent]));
    const say = (reading) => {
      const values = Object.entries(reading.of).map(([who, points]) => `${names[who] ? `${names[who]} ` : ""}${desk.written(points[at], reading)}`);
      return `${reading.label}: ${values.join(", ")}`;
    };
    return `${desk.weekday(figure.x[at])}. ${figure.readings.map(say).join(". ")}.`;
  }

  let pause = 0;

  function speak() {
    window.clearTimeout(pause);
    pause = window.setTimeout(() => { if (at !== null) announcer.textContent = spoken(); }, QUIET);
  }

  function zoomed(factor) {
    const [from, to] = chart.range();
    const middle = at === null ? to : chart.figure.x[at];
    chart.show([middle - (middle - from) * factor, middle + (to - middle) * factor]);
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
      const start = at === null ? chart.visible()[1] - (["Home", "End"].includes(event.key) ? 1 : 0) : at;
      const to = Math.min(Math.max(KEYS[event.key](start), 0), chart.figure.x.length - 1);
      keep(to);
      move(to);
      speak();
    } else if (event.key === "+" || event.key === "=") zoomed(0.5);
    else if (event.key === "-") zoomed(2);
    else if (event.key === "0") chart.show(null);
    else if (event.key === "Escape") move(null);
    else return;
    event.preventDefault();
  });
  chart.host.addEventListener("blur", () => move(null));

  function under(event) {
    if (!chart.figure || !chart.measured) return;
    const box = chart.stage.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const { left, right, width, places } = chart.measured;
    const inside = x >= left && x <= width - right && places.some((one) => one && y >= one.top && y <= one.top + one.height);
    move(inside ? chart.nearest(chart.timeAt(x)) : null);
  }

  chart.stage.addEventListener("pointermove", under);
  chart.stage.addEventListener("pointerdown", (event) => event.pointerType !== "mouse" && under(event));
  chart.stage.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && move(null));
  chart.stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey || !chart.figure) return; // a plain wheel scrolls the page; with Ctrl, or a pinch, it zooms
    event.preventDefault();
    under(event);
    zoomed(Math.exp(event.deltaY / 300));
  }, { passive: false });

  chart.whenDrawn(() => {
    if (at !== null && (!chart.figure || at >= chart.figure.x.length)) at = null;
    place();
  });
})();
