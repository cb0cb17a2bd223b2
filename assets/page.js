/* The page between its reader and the server: one question at a time, and every part of an answer put in its place.
   What is changed while an answer is on its way goes with the next question, so that nothing is lost or overtaken. */
(function () {
  "use strict";
  const { desk } = window;
  const PATIENCE = 15000; // milliseconds until a question without an answer is given up
  const BUSY = 150; // milliseconds after which the page says that it waits
  const FIRST_LOOK = 5000; // milliseconds until the first look for newer prices
  const LOOK = 60000; // milliseconds between later ones
  const KEPT = 16; // answers kept
  const offline = document.getElementById("offline");
  const announcer = document.getElementById("announcer");
  const main = document.querySelector("main");

  let page = JSON.parse(document.getElementById("first").textContent); // what is shown
  let ready = false; // whether Dash is up
  let number = 0; // of the last question
  let waiting = null; // the question on its way: { n, scrubbing, visiting, timer, busy }
  let changes = new Map(); // what to change with the next question, by control
  let wanted = null; // the next question, if there is one: { query, scrubbing, visiting, look, expected }
  const kept = new Map(); // answers of these prices, by what was asked
  let told = page.told; // stamp of the words that are shown
  let lastScrubbed = false; // whether the newest step in the browser's history is one of the scrubber
  desk.query = window.location.search;

  /* No longer waits for an answer; returns the question that it belonged to. */
  function settle() {
    const asked = waiting;
    window.clearTimeout(asked?.timer);
    window.clearTimeout(asked?.busy);
    waiting = null;
    return asked;
  }

  function failed() {
    const asked = settle();
    if (asked?.expected && !wanted) return; // nobody waits for it
    if (asked && !asked.expected) {
      changes = new Map([...asked.changes, ...changes]);
      wanted = { ...asked, ...wanted };
    }
    main.setAttribute("aria-busy", "false");
    offline.hidden = false;
  }

  /* Says that the page waits, should it take longer than a moment. */
  function sayBusy() {
    return window.setTimeout(() => main.setAttribute("aria-busy", "true"), BUSY);
  }

  function ask() {
    if (!ready || waiting || !wanted) return;
    const asked = { ...wanted, query: wanted.query ?? desk.query, changes };
    changes = new Map();
    wanted = null;
    asked.key = JSON.stringify([asked.query, [...asked.changes]]);
    const answer = kept.get(asked.key);
    if (answer && !asked.look && (answer.whole || answer.words === told)) {
      put(asked, answer);
      return;
    }
    number += 1;
    const busy = asked.look || asked.expected ? 0 : sayBusy();
    waiting = { ...asked, n: number, timer: window.setTimeout(failed, PATIENCE), busy };
    const data = { n: number, query: asked.query, changes: [...asked.changes], seen: asked.look ? page.stamp : null, words: told, version: page.version };
    window.setTimeout(() => window.dash_clientside.set_props("asked", { data })); // after what the page shows by itself
  }

  /* Asks for the view with one control changed. `by` is "scrub" for a step of a row of steps. */
  function change(name, text, by) {
    changes.delete(name);
    changes.set(name, text);
    wanted = { ...wanted, scrubbing: by === "scrub", visiting: false, look: false, expected: false };
    if (waiting && !waiting.busy) waiting.busy = sayBusy();
    ask();
  }

  /* Asks ahead for what a control under the pointer would change, if there is nothing else to ask. */
  function expect(name, text) {
    if (!ready || waiting || wanted) return;
    changes.set(name, text);
    wanted = { expected: true };
    ask();
  }

  function show(next) {
    const moved = next.heading !== page.heading;
    if (next.version !== page.version) kept.clear();
    page = next;
    Object.entries({ ...page.parts, ...page.words }).forEach(([id, nodes]) => desk.fill(document.getElementById(id), nodes));
    document.title = page.title;
    desk.pinned = page.pinned;
    document.documentElement.dataset.theme = page.theme;
    desk.controls.known(page.sessions);
    desk.controls.set(page.controls, page.session, !changes.has("asof"));
    desk.chart(page.figure);
    if (moved) announcer.textContent = page.heading;
  }

  function remember(query, { scrubbing, visiting }) {
    if (visiting || query === window.location.search) return;
    window.history[scrubbing && lastScrubbed ? "replaceState" : "pushState"](null, "", query || window.location.pathname);
    lastScrubbed = Boolean(scrubbing);
    document.getElementById("copied").textContent = "";
  }

  /* Called by Dash: first without an answer, when it is up, then with each. */
  function answered(answer) {
    if (!answer) {
      ready = true;
      document.documentElement.dataset.ready = "yes";
      ask();
      return;
    }
    if (!waiting || answer.n !== waiting.n) return;
    const asked = settle();
    offline.hidden = true;
    if (asked.look && answer.page) kept.clear();
    else if (!asked.look && answer.words) kept.set(asked.key, { ...answer, whole: answer.words !== told });
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    if (asked.expected) ask();
    else put(asked, answer);
  }

  function put(asked, answer) {
    if (asked.expected) return;
    if (!wanted) main.setAttribute("aria-busy", "false");
    desk.query = asked.visiting ? window.location.search : answer.query;
    if (!asked.look) remember(answer.query, asked);
    desk.controls.refused(answer.refused);
    told = answer.words;
    if (answer.page) show(JSON.parse(answer.page));
    ask();
  }

  function look() {
    if (!document.hidden && !waiting && !wanted) {
      wanted = { look: true };
      ask();
    }
    window.setTimeout(look, LOOK);
  }

  function again() {
    offline.hidden = true;
    wanted = { ...wanted };
    ask();
  }

  window.addEventListener("popstate", () => {
    settle(); // what was left before its answer came is not shown any more
    wanted = { query: window.location.search, visiting: true };
    changes = new Map();
    lastScrubbed = false;
    ask();
  });
  window.addEventListener("offline", failed);
  window.addEventListener("online", again);
  offline.querySelector("[data-again]").addEventListener("click", again);

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.desk = { answered };
  Object.assign(desk, { change, expect });
  show(page);
  window.setTimeout(look, FIRST_LOOK);
})();
