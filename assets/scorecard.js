/* The scorecard's form: what is chosen in it is shown at once; a date that is being typed, once the field is left. */
(function () {
  "use strict";
  const form = document.querySelector(".settings");
  let typing = null; // the field whose date the reader writes key by key

  function show() {
    if (form.checkValidity()) form.requestSubmit();
  }

  form.querySelector("button").hidden = true;
  form.addEventListener("keydown", ({ target }) => { if (target.type === "date") typing = target; });
  form.addEventListener("change", ({ target }) => { if (target !== typing) show(); });
  form.addEventListener("focusout", ({ target }) => {
    if (target === typing && target.value !== target.defaultValue) show();
    typing = null;
  });
  window.addEventListener("pageshow", () => form.reset()); // come back to, it says again what is shown
})();
