/* The controls: what the reader sets becomes a question to the server (desk.change), what a view says sets them. */
(function () {
  "use strict";
  const { desk } = window;
  const DAY = 86400000; // milliseconds
  const scrub = document.getElementById("scrub");
  const scrubbed = document.getElementById("scrubbed");
  const calendar = document.getElementById("as-of-calendar");
  let sessions = null; // days since 1970 to which the as-of date can be moved
  let held = {}; // what the controls hold for the view shown, by parameter
  let typing = null; // the field whose text the reader is still writing

  const iso = (day) => desk.iso(day * DAY);
  const fields = (name) => [...document.querySelectorAll(`[data-set="${name}"]:not(button)`)];

  function valueOf(control) {
    if (control.type === "checkbox") return control.checked ? control.dataset.on : control.dataset.off;
    return control.value;
  }

  function say(position) {
    const time = sessions[position] * DAY;
    const text = desk.weekday(time);
    scrubbed.textContent = text;
    scrub.setAttribute("aria-valuetext", text);
    rest("as-of-previous", position <= 0);
    rest("as-of-next", position >= sessions.length - 1);
  }

  /* A button that has nothing to do rests, and keeps the focus of who has just used it. */
  function rest(id, resting) {
    document.getElementById(id).setAttribute("aria-disabled", String(resting));
  }

  /* Moves the as-of date to a session; a row of moves of one kind is one step back in the browser's history. */
  function move(position, by = "scrub") {
    if (!sessions) return;
    const to = Math.min(Math.max(position, 0), sessions.length - 1);
    scrub.value = String(to);
    say(to);
    desk.change("asof", iso(sessions[to]), by);
  }

  function known(given) {
    if (!given) return;
    const gaps = desk.decode(given.gaps);
    sessions = new Int32Array(gaps.length + 1);
    sessions[0] = given.first;
    gaps.forEach((gap, i) => { sessions[i + 1] = sessions[i] + gap; });
    scrub.max = String(sessions.length - 1);
    calendar.min = iso(sessions[0]);
    calendar.max = iso(sessions[sessions.length - 1]);
  }

  /* Sets every control to what the view says, but for those in `pending`, which the reader has set since, and for a text
     that is being written. One that was refused stays to be corrected, until its control is set. */
  function set(controls, session, pending) {
    const before = held;
    held = controls;
    Object.entries(controls).filter(([name]) => !pending.has(name)).forEach(([name, value]) => {
      fields(name).forEach((control) => {
        if (control.type === "radio") control.checked = control.value === value;
        else if (control.type === "checkbox") control.checked = value === control.dataset.on;
        else if (control !== typing && (control.getAttribute("aria-invalid") !== "true" || before[name] !== value)) {
          refuse(control, "");
          control.value = value;
        }
      });
    });
    if (session === null || !sessions || pending.has("asof")) return;
    scrub.value = String(session);
    calendar.value = iso(sessions[session]);
    say(session);
  }

  function refuse(control, message) {
    const place = document.getElementById(`${control.id}-refused`);
    if (!place) return;
    if (message) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    place.textContent = message;
    const folded = control.closest("details");
    if (message && folded) folded.open = true;
  }

  function refused(messages) {
    Object.entries(messages).forEach(([name, message]) => {
      const [control] = fields(name);
      if (control) refuse(control, message);
    });
  }

  /* The same day some months before, or the last day of a shorter month, as the server counts. */
  function earlier(time, months) {
    const date = new Date(time);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() - months];
    return Math.min(Date.UTC(year, month, date.getUTCDate()), Date.UTC(year, month + 1, 0));
  }

  /* Shows a shorter range at once from what is drawn; the answer brings its own base and its words. */
  function shorten(months) {
    const { figure } = desk.chart;
    if (!figure || figure.known < figure.x.length) return;
    const last = figure.x[figure.known - 1];
    const from = earlier(last, months);
    desk.chart.anticipate(from > figure.x[0] ? [from, last] : null);
  }

  document.addEventListener("input", ({ target }) => { if (target.type === "text") typing = target; });
  document.addEventListener("focusout", () => { typing = null; });
  document.addEventListener("change", ({ target }) => {
    typing = null;
    if (target === calendar) desk.change("asof", calendar.value || "latest");
    else if (target.dataset.set) {
      if (target.type === "text") refuse(target, "");
      const before = desk.chart.figure;
      desk.change(target.dataset.set, valueOf(target));
      if (target.dataset.set === "range" && desk.chart.figure === before) shorten(Number(target.dataset.months));
    }
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    if (button.dataset.set) {
      fields(button.dataset.set).forEach((control) => refuse(control, ""));
      desk.change(button.dataset.set, button.dataset.value);
    } else if (button.dataset.pin) {
      const keys = new Set(desk.pending("show").split(",").filter(Boolean));
      if (!keys.delete(button.dataset.pin)) {
        keys.add(button.dataset.pin);
        desk.reveal(button.dataset.pin);
      }
      desk.change("show", [...keys].join(","));
    } else if (button.id === "as-of-previous") move(Number(scrub.value) - 1);
    else if (button.id === "as-of-next") move(Number(scrub.value) + 1);
    else if (button.id === "as-of-pick") calendar.showPicker();
    else if (button.dataset.unfold) {
      const open = button.closest("section").classList.toggle(button.dataset.unfold);
      button.setAttribute("aria-expanded", String(open));
    }
  });

  /* What the pointer is over is asked for ahead: range, scale, ROC, averages and days. */
  document.addEventListener("pointerover", (event) => {
    const control = event.target.closest(".segments label, button[data-set]");
    const set = control?.querySelector("input") ?? control;
    if (set?.dataset.set && !set.checked) desk.expect(set.dataset.set, set.dataset.value ?? set.value);
  });

  scrub.addEventListener("input", () => move(Number(scrub.value)));
  scrub.addEventListener("keydown", (event) => {
    const month = { PageUp: 21, PageDown: -21 }[event.key];
    if (!month) return;
    event.preventDefault();
    move(Number(scrub.value) + month);
  });

  Object.assign(desk, { controls: { known, set, refused, refuse, move, sessions: () => sessions, at: () => Number(scrub.value) } });
})();
