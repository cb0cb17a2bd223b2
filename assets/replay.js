/* The replay: moves the as-of date session by session, each step when the last is on the screen and its time has come; the next
   answer is asked for meanwhile. It stops at its end, at any other change, at Escape, and where no answer comes. */
(function () {
  "use strict";
  const { desk } = window;
  const { controls, MONTHS } = desk;
  const DAY = 86400000; // milliseconds
  const LONGEST = 40; // letters of a text that are said again
  const LATE = 3; // steps in a row after their time from which the speed counts as not reached
  const DATES = "a date such as 28 Oct 2014 or 2014-10-28";
  const button = document.getElementById("replay");
  const speed = document.getElementById("replay-speed");
  const from = document.getElementById("replay-from");
  const to = document.getElementById("replay-to");
  const slow = document.getElementById("replay-slow");
  const announcer = document.getElementById("announcer");
  const cases = document.getElementById("cases");
  let last = 0; // position of the session at which it ends
  let due = 0; // when the step that was last made was due
  let timer = 0; // of the next step
  let late = 0; // steps in a row that came after their time
  let stepping = false; // whether a step waits for its answer
  let anew = false; // whether the span was set since it was last played
  desk.playing = false;

  const said = (position) => desk.day(controls.sessions()[position] * DAY);

  /* Days since 1970 of a typed date; NaN for a text that is none. */
  function typed(text) {
    const [, date, name, year] = /^(\d{1,2}) ([a-z]{3}) (\d{4})$/i.exec(text) ?? [];
    const month = MONTHS.findIndex((one) => one.toLowerCase() === name?.toLowerCase()) + 1;
    const iso = name ? `${year}-${String(month).padStart(2, "0")}-${date.padStart(2, "0")}` : text;
    const time = /^\d{4}-\d\d-\d\d$/.test(iso) ? Date.parse(iso) : NaN;
    return Number.isFinite(time) && desk.iso(time) === iso ? time / DAY : NaN; // 31 June is none
  }

  /* Position of the first session at or after a day. */
  function position(day) {
    const found = controls.sessions().findIndex((one) => one >= day);
    return found < 0 ? controls.sessions().length : found;
  }

  /* Says what is wrong with a field, and shows it. */
  function refuse(field, message) {
    controls.refuse(field, message);
    field.focus();
    return null;
  }

  /* What is wrong with the text of a field; empty where nothing is. */
  function wrong(field) {
    const text = field.value.trim();
    const sessions = controls.sessions();
    if (!text || !sessions) return "";
    const day = typed(text);
    if (Number.isNaN(day)) return `“${text.slice(0, LONGEST)}” was not taken; this takes ${DATES}, or nothing.`;
    if (day < sessions[0]) return `The prices begin on ${said(0)}.`;
    if (day > sessions[sessions.length - 1] && field === from) return `The prices end on ${said(sessions.length - 1)}.`;
    return "";
  }

  /* The position that a field asks for, or what it is without a text; null for a text that asks for none. */
  function asked(field, otherwise, find) {
    const message = wrong(field);
    if (message) return refuse(field, message);
    controls.refuse(field, "");
    const text = field.value.trim();
    return text ? find(typed(text)) : otherwise;
  }

  /* First and last position of the replay; null where the fields make none. */
  function span() {
    const shown = position(desk.chart.figure.x[0] / DAY);
    const start = asked(from, shown, position);
    const end = start === null ? null : asked(to, controls.sessions().length - 1, (day) => position(day + 1) - 1);
    if (end === null) return null;
    if (end > start) return [start, end];
    return refuse(to, `The replay would start on ${said(start)} and end on ${said(end)}; it must end later than it starts.`);
  }

  function step(position) {
    stepping = true;
    controls.move(position, "replay");
  }

  /* Asks for the next session ahead and goes there when it is due. */
  function next() {
    const now = performance.now();
    const at = controls.at();
    if (at >= last) {
      stop("ended");
      return;
    }
    desk.expect("asof", desk.iso(controls.sessions()[at + 1] * DAY));
    const planned = due + 1000 / Number(speed.value);
    late = now > planned ? late + 1 : 0;
    if (late === LATE) slow.hidden = false;
    due = Math.max(now, planned);
    timer = window.setTimeout(step, due - now, at + 1);
  }

  function play() {
    const found = controls.sessions() && desk.chart.figure && span();
    if (!found) return;
    const [first] = found;
    last = found[1];
    from.value = said(first);
    to.value = said(last);
    playing(true);
    announcer.textContent = `Replay from ${said(first)} to ${said(last)}.`;
    due = performance.now();
    const goesOn = controls.at() === first || (!anew && controls.at() > first && controls.at() < last);
    anew = false;
    if (goesOn) next();
    else step(first);
  }

  function playing(now) {
    desk.playing = now;
    button.textContent = now ? "Pause" : "Replay";
    button.classList.toggle("playing", now);
    cases.classList.toggle("replaying", now);
    slow.hidden = true;
    late = 0;
  }

  function stop(how) {
    if (!desk.playing) return;
    window.clearTimeout(timer);
    playing(false);
    stepping = false;
    announcer.textContent = `Replay ${how}. ${desk.page.heading}`;
  }

  desk.whenAsked((news, by) => {
    if (!desk.playing) return;
    if (news === "asked" && by !== "replay") stop("paused");
    else if (news === "lost") {
      stop(by === "signed out" ? "stopped: you have been signed out" : "stopped: the desk does not answer");
      controls.set(desk.page.controls, desk.page.session, new Set()); // back to what is shown
    } else if (news === "shown" && stepping) {
      stepping = false;
      if (desk.page.session === null) stop("stopped: this session cannot be shown");
      else next();
    }
  });

  button.addEventListener("click", () => (desk.playing ? stop("paused") : play()));
  document.querySelector("[data-here]").addEventListener("click", () => {
    stop("paused");
    controls.refuse(from, "");
    from.value = said(controls.at());
    anew = true;
  });
  [from, to].forEach((field) => {
    field.addEventListener("input", () => {
      stop("paused");
      controls.refuse(field, "");
      anew = true;
    });
    field.addEventListener("keydown", ({ key }) => { if (key === "Enter") controls.refuse(field, wrong(field)); });
    field.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget !== button) controls.refuse(field, wrong(field)); });
  });
  speed.addEventListener("change", () => { slow.hidden = true; late = 0; });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && stop("paused"));
})();
