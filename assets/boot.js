/* Runs the page's scripts once the first picture is on the screen: those that draw the live chart, then Dash's own.
   It stands in the document's head, so that nothing the reader does is ahead of it. */
(function () {
  "use strict";

  /* Runs the scripts of a template in their order; they are fetched together. */
  async function run(id) {
    const sources = [...document.getElementById(id).content.querySelectorAll("script")];
    const scripts = sources.map((source) => {
      const script = document.createElement("script");
      [...source.attributes].forEach(({ name, value }) => script.setAttribute(name, value));
      script.async = false;
      script.text = source.text;
      return script;
    });
    let loaded = Promise.resolve();
    scripts.forEach((script) => {
      if (!script.src) return;
      loaded = new Promise((resolve) => { script.onload = script.onerror = resolve; });
      document.head.append(script);
    });
    await loaded;
    scripts.filter((script) => !script.src).forEach((script) => document.head.append(script));
  }

  function parsed() {
    return new Promise((resolve) => { document.addEventListener("DOMContentLoaded", resolve, { once: true }); });
  }

  /* After the next frame; at once where no frame comes, as in a window behind others. */
  function painted() {
    return new Promise((resolve) => {
      if (document.hidden) resolve();
      window.requestAnimationFrame(() => window.setTimeout(resolve));
    });
  }

  /* What the reader does before the scripts are there is done again once they are. */
  const early = [];
  const kinds = ["input", "change", "click"];

  function note({ type, target }) {
    const heard = type === "click" ? target.closest("button") : target.closest("input, select");
    if (heard) early.push({ type, heard, value: heard.value, checked: heard.checked });
  }

  function replay() {
    kinds.forEach((kind) => document.removeEventListener(kind, note, true));
    early.forEach(({ type, heard, value, checked }) => {
      if (type === "click") heard.click();
      else {
        if (heard.type === "radio" || heard.type === "checkbox") heard.checked = checked;
        else heard.value = value;
        heard.dispatchEvent(new Event(type, { bubbles: true }));
      }
    });
  }

  kinds.forEach((kind) => document.addEventListener(kind, note, true));
  parsed().then(painted).then(() => run("drawing")).then(replay).then(() => run("asking")).then(() => run("late"));
})();
