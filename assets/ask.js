/* The page between its reader and the server: one question at a time, answers that are kept, and the browser's history.
   What is changed while an answer is on its way goes with the next question, so that nothing is lost or overtaken. */
(function () {
  "use strict";
  const { desk } = window;
  const PATIENCE = 15000; // milliseconds until a question without an answer is given up
  const BUSY = 150; // milliseconds after which the page says that it waits
  const FIRST_LOOK = 5000; // milliseconds until the first look for newer prices
  const LOOK = 60000; // milliseconds between later ones
  const KEPT = 16; // answers kept
  const WRITES = 400; // milliseconds between two addresses of a replay or a zoom: browsers refuse a hundred in half a minute
  const offline = document.getElementById("offline");
  const busy = document.getElementById("busy");
  const main = document.querySelector("main");
  const first = JSON.parse(document.getElementById("first").textContent);

  let ready = false; // whether Dash is up
  let number = 0; // of the last question
  let changes = new Map(); // what to change with the next question, by control
  let wanted = null; // the next question, if there is one: { query, row, visiting, look, expected }
  let waiting = null; // the question on its way: the same, and { n, key, changes, timer, busy }
  const kept = new Map(); // answers for these prices, by the key of what was asked
  let told = first.told; // stamp of the words that are shown
  let row = null; // the kind of steps whose row the newest step in the browser's history is: "scrub", "replay"
  let address = window.location.search; // as the browser's history has it, with its zoom
  let zoomed = null; // the dates of the zoom that was last seen
  let unwritten = null; // what it is to be next, in a row of steps
  let late = 0; // timer of that
  let later = 0; // timer of a question that the server had no time for
  const listeners = []; // told when a change is asked for, when what was asked for is shown, and when no answer comes
  desk.query = desk.zoom.off(window.location.search); // no question carries a zoom

  const keyOf = (query, given) => JSON.stringify([query, [...given]]);

  /* No longer waits for an answer; returns the question that it belonged to. */
  function settle() {
    const asked = waiting;
    window.clearTimeout(asked?.timer);
    window.clearTimeout(asked?.busy);
    waiting = null;
    return asked;
  }

  /* Gives up the question on its way; what the reader has asked for waits to be asked again. */
  function giveUp() {
    const asked = settle();
    if (!asked || asked.expected || asked.look) return;
    const older = [...asked.changes].filter(([name]) => !changes.has(name));
    changes = new Map([...older, ...changes]);
    const { query, row: by, visiting } = asked;
    wanted = { query, row: by, visiting, ...wanted };
  }

  const tell = (news, by) => listeners.forEach((listener) => listener(news, by));

  function unreachable() {
    tell("lost");
    giveUp();
    desk.chart.anticipate(null);
    main.setAttribute("aria-busy", "false");
    offline.hidden = false;
  }

  /* The server refuses the question on its way: as of somebody who is signed out (access.js says so), or for some seconds. */
  function refused(status, seconds) {
    if (!waiting) return;
    if (status === 401) tell("lost", "signed out");
    else if (!waiting.expected && !waiting.look) busy.hidden = false;
    giveUp();
    desk.chart.anticipate(null);
    main.setAttribute("aria-busy", "false");
    window.clearTimeout(later);
    if (status !== 401) later = window.setTimeout(look, 1000 * seconds);
  }

  function failed() {
    if (!waiting.expected) {
      unreachable();
      return;
    }
    settle(); // nobody waits for this one
    ask();
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
    asked.key = keyOf(asked.query, asked.changes);
    const answer = kept.get(asked.key);
    if (answer && !asked.look && (answer.whole || answer.words === told)) {
      if (!asked.expected) put(asked, answer);
      return;
    }
    number += 1;
    const busy = asked.look || asked.expected ? 0 : sayBusy();
    waiting = { ...asked, n: number, timer: window.setTimeout(failed, PATIENCE), busy };
    const { stamp, version } = desk.page;
    const data = { n: number, query: asked.query, changes: [...asked.changes], seen: asked.look ? stamp : null, words: told, version };
    window.setTimeout(() => window.dash_clientside.set_props("asked", { data })); // after what the page shows by itself
  }

  /* Asks for the view with one control changed. `by` names the row of steps that this is one of, if it is: "scrub", "replay". */
  function change(name, text, by) {
    tell("asked", by);
    changes.delete(name);
    changes.set(name, text);
    wanted = { ...wanted, row: by, visiting: false, look: false, expected: false };
    const same = waiting?.key === keyOf(wanted.query ?? desk.query, changes);
    if (waiting?.look || (waiting?.expected && !same)) settle(); // a reader waits for neither
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

  /* What a parameter of the link will be once everything that was asked is answered. */
  function pending(name) {
    const asked = waiting && !waiting.expected ? waiting.changes.get(name) : undefined;
    const link = new URLSearchParams(wanted?.query ?? waiting?.query ?? desk.query);
    return changes.get(name) ?? asked ?? link.get(name) ?? "";
  }

  function write(how, query) {
    window.clearTimeout(late);
    late = 0;
    unwritten = null;
    window.history[how](null, "", desk.zoom.on(query) || window.location.pathname);
    address = window.location.search;
  }

  /* Writes into the address what is not there yet, unless another one is being gone to. */
  function writeDown() {
    late = 0;
    const query = unwritten ?? desk.zoom.off(address);
    const visiting = [wanted, waiting].some((question) => question?.visiting);
    if (!visiting && (unwritten !== null || desk.zoom.on(query) !== address)) write("replaceState", query);
  }

  function writeLater() {
    late ||= window.setTimeout(writeDown, WRITES);
  }

  function remember(query, { row: by, visiting }) {
    if (visiting || query === (unwritten ?? desk.zoom.off(address))) return;
    if (by && by === row) {
      unwritten = query;
      if (by === "replay") writeLater();
      else writeDown();
    } else {
      writeDown();
      write("pushState", query);
    }
    row = by;
    document.getElementById("copied").textContent = "";
  }

  /* Called by Dash with a question and its answer, which itself does not say what it answers. */
  function numbered({ inputs }, { answered: { data } }) {
    data.n = inputs[0].value.n;
  }

  /* Called by Dash: first without an answer, when it is up, then with each. */
  function answered(answer) {
    if (!answer) {
      ready = true;
      document.documentElement.dataset.ready = "yes";
      window.requestIdleCallback?.(desk.plot.warm);
      ask();
      return;
    }
    if (!waiting || answer.n !== waiting.n) return;
    const asked = settle();
    offline.hidden = busy.hidden = true;
    desk.signedIn();
    if (asked.look && answer.page) kept.clear();
    else if (!asked.look && answer.words) kept.set(asked.key, { ...answer, whole: answer.words !== told });
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    if (asked.expected) ask();
    else put(asked, answer);
  }

  function put(asked, answer) {
    offline.hidden = true;
    if (!wanted) main.setAttribute("aria-busy", "false");
    desk.query = asked.visiting ? desk.zoom.off(window.location.search) : answer.query;
    if (!asked.look) remember(answer.query, asked);
    desk.controls.refused(answer.refused);
    told = answer.words;
    if (answer.page) {
      const page = JSON.parse(answer.page);
      if (page.version !== desk.page.version) kept.clear();
      const before = zoomed;
      desk.show(page, changes, asked.visiting ? desk.zoom.read(window.location.search) : undefined);
      if (zoomed !== before && row !== "replay") writeDown();
    }
    if (!wanted) tell("shown");
    ask();
  }

  /* Asks what could not be asked once more, else whether there is something newer; unless a question is on its way. */
  function look() {
    if (waiting) return;
    wanted ??= { look: true };
    ask();
  }

  function lookNowAndThen() {
    if (!document.hidden) look();
    window.setTimeout(lookNowAndThen, LOOK);
  }

  function again() {
    giveUp(); // its answer was lost with the connection
    offline.hidden = true;
    look();
  }

  window.addEventListener("popstate", () => {
    if (window.location.search === address) return; // a step within the page: the skip link
    tell("asked", "visit");
    window.clearTimeout(late);
    [late, unwritten, address] = [0, null, window.location.search];
    settle(); // what was left before its answer came is not shown any more
    desk.chart.anticipate(null);
    wanted = { query: desk.zoom.off(address), visiting: true };
    changes = new Map();
    row = null;
    ask();
  });
  window.addEventListener("pagehide", writeDown);
  window.addEventListener("offline", unreachable);
  window.addEventListener("online", again);
  offline.querySelector("[data-again]").addEventListener("click", again);

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.desk = { answered };
  const whenAsked = (listener) => listeners.push(listener);
  Object.assign(desk, { change, expect, pending, look, numbered, whenAsked });
  desk.chart.whenDrawn(() => {
    if (zoomed === desk.chart.zoomed()) return;
    zoomed = desk.chart.zoomed();
    writeLater();
  });
  desk.whenRefused(refused);
  desk.show(first, changes, first.zoom);
  window.setTimeout(lookNowAndThen, FIRST_LOOK);
})();
