/* The share menu (components/share.py): filled each time it is opened, from the view that is shown then. */
(function () {
  "use strict";
  const { desk } = window;
  const { leaving } = desk;
  const field = (name) => document.getElementById(name);
  const dialog = field("sharing");
  const said = field("share-said");
  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  const OPENS = "Opens exactly this view on the live page. It carries"; // and what it does
  const MADE = ["snapshot", "embed"]; // what only the server can make, and says how long it lasts
  const make = field("share-make");
  const users = Boolean(field("account")); // else whoever is here may make links, at once
  let asked = 0; // how often links were asked for; an answer to an older question is not shown
  let made = null; // the answer that is shown

  const escaped = (text) => text.replace(/[&<>"']/g, (letter) => ESCAPES[letter]);
  const chosen = (name) => field(name).selectedOptions[0].textContent;
  const parameters = (of) => `?${new URLSearchParams(of)}`;

  function embed() {
    const panel = field("embed-panel").value;
    const which = parameters({ panel, theme: field("embed-theme").value });
    const title = `${desk.page.title}: ${chosen("embed-panel")}`;
    const source = made.at(`${made.embed}${which}`);
    field("share-embed").value = `<iframe src="${escaped(source)}" title="${escaped(title)}" width="100%" height="${made.heights[panel]}" loading="lazy" referrerpolicy="no-referrer" frameborder="0"></iframe>`;
    field("share-oembed").value = made.at(`${made.oembed}${encodeURIComponent(which)}`);
  }

  function image() {
    const path = `${made.image}.${field("image-form").value}${parameters({ panel: field("image-panel").value, theme: desk.page.theme })}`;
    field("share-image").value = made.at(path);
    link("image", path.slice(1)); // beside the page, wherever that is
  }

  function link(form, address) {
    const file = dialog.querySelector(`[data-file=${form}]`);
    if (address) file.href = address;
    else file.removeAttribute("href");
    file.setAttribute("aria-disabled", String(!address));
  }

  function note(of, text) {
    field(`share-${of}-note`).textContent = text;
  }

  function showLink(address) {
    field("share-link").value = address;
    note("link", `${OPENS} the date, the zoom and the version of the data, so that the page says whether its numbers are those that were shared.`);
  }

  function fill() {
    const { at, expires, origins } = made;
    showLink(at(made.link));
    field("share-snapshot").value = at(made.snapshot);
    note("snapshot", `Read-only, without controls. It opens until ${expires}, for whoever has the link.`);
    const framed = origins.length
      ? `These may frame it: ${origins.join(", ")}.`
      : "No other site may frame it yet: whoever runs this page can allow some.";
    note("embed", `One panel in a page of another site, until ${expires}. ${framed}`);
    embed();
    image();
  }

  /* Shows what links there are, or the button that makes them; neither to who may make none. */
  function offer({ links = false, button = false } = {}) {
    dialog.querySelectorAll(".made").forEach((part) => { part.hidden = !links; });
    make.hidden = !button;
  }

  /* What there is without an answer: the link as the page knows it, and the files. */
  function clear() {
    made = null;
    offer({ links: !users });
    dialog.querySelectorAll(".shared").forEach((text) => { text.value = ""; });
    field("share-link").value = desk.link();
    note("link", `${OPENS} the date and the zoom.`);
    MADE.forEach((name) => note(name, "The server is making it for this view…"));
    link("image", "");
    ["pptx", "html", "xlsx", "csv"].forEach((form) => link(form, `${form}${leaving.query()}`));
    field("share-view").textContent = desk.page.heading;
    usable();
  }

  /* Rests what has nothing to copy yet. */
  function usable() {
    dialog.querySelectorAll("[data-copy]").forEach((button) => {
      button.setAttribute("aria-disabled", String(!field(button.dataset.copy).value));
    });
    dialog.querySelectorAll("select").forEach((select) => { select.disabled = !made; });
  }

  async function fetched(own) {
    const answer = await leaving.links();
    if (own !== asked) return;
    made = answer;
    offer({ links: true });
    fill();
    said.textContent = `The links are ready. ${answer.warning}`.trim();
  }

  function refused({ message, status }) {
    MADE.forEach((name) => note(name, "Not made: the server made no links."));
    if (status === 401) said.replaceChildren("You have been signed out. ", document.querySelector("#signed-out a").cloneNode(true));
    else said.textContent = `No snapshot, embed or image: ${message.replace(/\.$/, "")}. The link here opens this view all the same; close and open this menu to try again.`;
  }

  async function opened() {
    asked += 1;
    const own = asked;
    clear();
    said.textContent = "Making the links…";
    try {
      const found = await leaving.link();
      if (own !== asked) return;
      showLink(found.at(found.link));
      offer({ links: !users, button: users && found.editor });
      if (!users) await fetched(own);
      else if (found.editor) said.textContent = `The link opens for whoever may sign in. ${found.warning}`.trim();
      else said.textContent = "The link opens for whoever may sign in. Links that open without signing in are made by editors.";
    } catch (error) {
      if (own === asked) refused(error);
    }
    if (own === asked) usable();
  }

  make.addEventListener("click", async ({ target }) => {
    if (!target.closest("button")) return;
    const own = asked;
    said.textContent = "Making the links…";
    try {
      await fetched(own);
      usable();
      dialog.querySelector("[data-copy=share-snapshot]").focus();
    } catch (error) {
      if (own === asked) refused(error);
    }
  });

  dialog.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copy], [data-close]");
    if (target === dialog || button?.hasAttribute("data-close")) dialog.close();
    else if (button?.getAttribute("aria-disabled") === "false") {
      const text = field(button.dataset.copy);
      const done = await leaving.copy(text.value);
      if (!done) text.select();
      said.textContent = done ? `Copied: ${text.labels[0].textContent}` : "Not copied by this browser: the text is selected, to be copied by hand.";
    }
  });
  dialog.addEventListener("change", ({ target }) => (target.id.startsWith("embed") ? embed() : image()));
  dialog.addEventListener("focusin", ({ target }) => target.classList.contains("shared") && target.select());
  dialog.addEventListener("close", () => field("share").focus());

  Object.assign(leaving, { opened });
  if (dialog.open) opened();
})();
