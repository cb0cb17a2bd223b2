/* What the browser does without the server: copy the link, watch the clock. */
(function () {
  "use strict";
  const SLOW = 60000; // milliseconds between looks for newer data, after the first
  const unchanged = () => window.dash_clientside.no_update;

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

  async function copy(clicks, query) {
    if (!clicks) return unchanged();
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
  window.dash_clientside.desk = Object.assign(window.dash_clientside.desk || {}, { copy, tick });
})();
