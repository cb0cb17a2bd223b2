/* What the browser does by itself: put the page together, copy the link, watch the clock. */
(function () {
  "use strict";
  const SLOW = 60000; // milliseconds between looks for newer data, after the first
  const unchanged = () => window.dash_clientside.no_update;

  /* An element from [tag, attributes, ...children] (components/tree.py); texts stay texts. */
  function build(node) {
    if (typeof node === "string") return node;
    const [tag, attributes, ...children] = node;
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...children.map(build));
    return element;
  }

  const filled = new Map(); // what each part was last built from: what says the same is not said again

  function fill(host, nodes) {
    const text = JSON.stringify(nodes);
    if (filled.get(host) === text) return;
    filled.set(host, text);
    const open = [...host.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
    host.replaceChildren(...nodes.map(build));
    host.querySelectorAll("summary").forEach((summary) => {
      summary.parentElement.open = open.includes(summary.textContent);
    });
  }

  /* Says the heading of another view once; the first view is read with the page. */
  let heading = null;

  function announce(host, text) {
    if (heading !== null && heading !== text) host.textContent = text;
    heading = text;
  }

  function draw(sent) {
    if (!sent) return;
    Object.entries(sent.parts).forEach(([id, nodes]) => fill(document.getElementById(id), nodes));
    const host = document.getElementById(sent.chart);
    host.setAttribute("aria-label", sent.spoken);
    document.title = sent.title;
    announce(document.getElementById(sent.announcer), sent.heading);
    window.dash_clientside.desk.chart(host, sent.figure);
  }

  function byHand(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    document.body.appendChild(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }

  /* On a click the link is copied and said so; with another view, nothing is said of it any more. */
  async function copy(clicks, query) {
    const [cause] = window.dash_clientside.callback_context.triggered;
    if (!cause || !cause.prop_id.endsWith(".n_clicks")) return "";
    const link = `${window.location.origin}${window.location.pathname}${query || ""}`;
    try {
      await navigator.clipboard.writeText(link);
    } catch (error) {
      if (!byHand(link)) return `Not copied; the link is ${link}`;
    }
    return "Link copied, with its date";
  }

  function tick(count) {
    return [document.hidden ? unchanged() : count, SLOW];
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.desk = Object.assign(window.dash_clientside.desk || {}, { draw, copy, tick });
})();
