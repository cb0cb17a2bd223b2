/* Track records: fetched when a claim's fold-out is opened, and anew when the view changes; what is shown stays until the new
   is there. And the wait for the study, which takes the server seconds: asked for once a view stands, until it is there. */
(function () {
  "use strict";
  const { desk } = window;
  const PAUSE = 150; // milliseconds that a view stands before its records are fetched
  const STANDS = 1000; // milliseconds that a view stands before its study is asked for
  const AGAIN = [2000, 2000, 3000, 5000, ...Array(9).fill(10000), 60000]; // milliseconds until it is asked for once more
  const NEAR = 24; // pixels from the pointer to the dot that it means
  const cases = document.getElementById("cases");
  const unstudied = document.getElementById("unstudied");
  const chosen = new Map(); // what the reader of a claim's record has chosen, as parameters
  const held = new WeakMap(); // what each place holds or is being filled with: view, choice and versions in a text

  /* The view shown, as far as its records go. */
  function view() {
    const link = new URLSearchParams(desk.page.pinned);
    return new URLSearchParams({ pair: link.get("pair"), asof: link.get("asof") }).toString();
  }

  const version = () => `${view()} ${desk.page.version} ${desk.page.studied}`;

  function put(place, nodes) {
    const focus = document.activeElement;
    const inside = place.contains(focus);
    desk.fill(place, nodes);
    if (!inside || document.activeElement === focus) return;
    const again = document.getElementById(focus.id) ?? place.parentElement.querySelector("summary");
    again.focus({ preventScroll: true });
    if (again.closest(".past-rows")) again.scrollIntoView({ block: "nearest" });
  }

  function failed(place) {
    held.delete(place);
    put(place, [
      ["p", { class: "note", role: "alert" }, "The past cases could not be fetched."],
      ["button", { type: "button", class: "button", "data-fetch": "" }, "Try again"],
    ]);
  }

  /* What the server says of a record; null where it does not. */
  async function fetched(address) {
    try {
      const answer = await window.fetch(address);
      return answer.ok ? (await answer.json()).nodes : null;
    } catch {
      return null;
    }
  }

  /* Fills an open record with what is known of the view shown, if it does not hold that already. */
  async function load(record) {
    const place = record.querySelector("[data-kept]");
    const { claim } = record.closest("[data-claim]").dataset;
    const address = `records?${view()}&${new URLSearchParams({ claim, ...chosen.get(claim) })}`;
    const key = `${address} ${version()}`;
    if (held.get(place) === key) return;
    if (!held.has(place)) put(place, [["p", { class: "note" }, "The past cases are being fetched."]]);
    held.set(place, key);
    place.setAttribute("aria-busy", "true");
    const nodes = await fetched(address);
    if (held.get(place) !== key) return; // what is shown has changed again
    if (nodes) put(place, nodes);
    else failed(place);
    place.setAttribute("aria-busy", "false");
  }

  let timer = null;

  /* Once the view stands: fetches what is open. While the view is played it waits. */
  function refresh() {
    window.clearTimeout(timer);
    const open = cases.querySelector(".record[open]");
    timer = open && window.setTimeout(() => {
      if (desk.playing) refresh();
      else cases.querySelectorAll(".record[open]").forEach(load);
    }, PAUSE);
  }

  /* An open record takes a line, and in the sidebar its full width: what is opened or closed stays where it is seen. */
  cases.addEventListener("click", ({ target }) => {
    const summary = target.closest(".record > summary");
    if (!summary) return;
    const before = summary.getBoundingClientRect().top;
    const scrolled = window.getComputedStyle(cases).overflowY === "auto" ? cases : document.scrollingElement;
    window.requestAnimationFrame(() => { scrolled.scrollTop += summary.getBoundingClientRect().top - before; });
  });

  cases.addEventListener("toggle", ({ target }) => {
    if (!target.matches(".record[open]")) return;
    if (held.has(target.querySelector("[data-kept]"))) refresh(); // put back open with the sidebar
    else load(target);
  }, true); // a toggle does not bubble

  cases.addEventListener("change", ({ target }) => {
    const { choose } = target.dataset;
    if (!choose) return;
    const { claim } = target.closest("[data-claim]").dataset;
    chosen.set(claim, { ...chosen.get(claim), [choose]: target.value });
    load(target.closest(".record"));
  });

  /* The dot that a pointer over a picture means. */
  function nearest(event) {
    const picture = event.target.closest?.(".dots .drawn");
    if (!picture) return null;
    const distances = [...picture.querySelectorAll("circle")].map((dot) => {
      const { x, y, width, height } = dot.getBoundingClientRect();
      return [Math.hypot(event.clientX - x - width / 2, event.clientY - y - height / 2), dot];
    });
    const [distance, dot] = distances.reduce((one, other) => (other[0] < one[0] ? other : one));
    return distance <= NEAR ? dot : null;
  }

  function point(event) {
    const dot = nearest(event);
    cases.querySelectorAll(".dots circle.near").forEach((one) => one !== dot && one.classList.remove("near"));
    dot?.classList.add("near");
    const said = event.target.closest?.(".dots")?.nextElementSibling;
    if (said && dot) said.textContent = dot.dataset.said;
  }

  cases.addEventListener("pointermove", point);
  cases.addEventListener("click", (event) => {
    const dot = nearest(event);
    if (dot) desk.change("asof", dot.dataset.session);
    if (event.target.closest("[data-fetch]")) load(event.target.closest(".record"));
  });

  let watched = null; // the view whose study is waited for
  let next = null; // timer of the next question
  let asking = false;
  let asked = 0; // questions about this view
  let never = false; // whether this server computes none

  async function askStudy() {
    const about = watched;
    next = null;
    if (document.hidden || desk.playing || asking || !window.navigator.onLine) {
      next = window.setTimeout(askStudy, STANDS);
      return;
    }
    asking = true;
    try {
      const answer = await window.fetch(`study?${view()}`);
      const { ready, asked: coming, failed: fails } = await answer.json();
      never = !ready && !coming && !fails;
      if (ready && about === watched) desk.look();
      if (fails && about === watched) {
        unstudied.hidden = false; // until the study is there, or another view
        asked = AGAIN.length - 1;
      }
    } catch {
      // asked once more, later
    }
    asking = false;
    if (about !== watched || never) return;
    next = window.setTimeout(askStudy, AGAIN[Math.min(asked, AGAIN.length - 1)]);
    asked += 1;
  }

  function watch() {
    const now = desk.page.studied || never ? null : version();
    if (now === watched) return;
    window.clearTimeout(next);
    watched = now;
    asked = 0;
    unstudied.hidden = true;
    next = now && window.setTimeout(askStudy, STANDS);
  }

  function follow() {
    refresh();
    watch();
  }

  desk.chart.whenDrawn(follow);
  follow(); // the first view is drawn already
})();
