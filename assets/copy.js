/* Copies the link that keeps showing this view. */
(function () {
  "use strict";
  const { desk } = window;

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

  document.getElementById("copy-link").addEventListener("click", async () => {
    const said = document.getElementById("copied");
    const link = desk.link();
    try {
      await navigator.clipboard.writeText(link);
      said.textContent = "Link copied, with its date";
    } catch (error) {
      said.textContent = byHand(link) ? "Link copied, with its date" : `Not copied; the link is ${link}`;
    }
  });
})();
