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
      : "No other site may frame it yet: set EMBED_ORIGINS to those that may.";
    note("embed", `One panel in a page of another site, until ${expires}. ${framed}`);
    embed();
    image();
  }

  /* What there is without an answer: the link as the page knows it, and the files. */
  function clear() {
    made = null;
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

  /* What there is for who may make no links: the one that opens for whoever may see the page, and the files. */
  async function forViewer(own) {
    MADE.forEach((name) => note(name, "Editors make these: they open without signing in."));
    const found = await leaving.link().catch(() => null);
    if (own !== asked) return;
    if (found) showLink(found.at(found.link));
    said.textContent = "The link opens for whoever may sign in, and the files are yours to take. Snapshots, embeds and images are made by editors.";
    usable();
  }

  async function opened() {
    asked += 1;
    const own = asked;
    clear();
    said.textContent = "Making the links…";
    try {
      const answer = await leaving.links();
      if (own !== asked) return;
      made = answer;
      fill();
      said.textContent = `The links are ready. ${answer.warning}`.trim();
    } catch ({ message, status }) {
      if (own !== asked) return;
      if (status === 403) {
        await forViewer(own);
        return;
      }
      MADE.forEach((name) => note(name, "Not made: the server made no links."));
      said.textContent = `No snapshot, embed or image: ${message}. The link here opens this view all the same; close and open this menu to try again.`;
    }
    usable();
  }

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
