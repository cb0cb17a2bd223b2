/* The menu by which a pane is saved: its picture as a file or into the clipboard, made here (picture.js). And the files that the
   server makes: fetched, so that the page says when one is being made and when there is none. */
(function () {
  "use strict";
  const { desk } = window;
  const { chart, leaving } = desk;
  const SCALE = 2; // pixels of a PNG for each of the page
  const SHOWN = 6000; // milliseconds that a message stays
  const PATIENCE = 120000; // milliseconds until a file is given up
  const said = document.getElementById("saved");
  const shared = document.getElementById("share-said"); // where a reader of the share menu sees it
  let late = 0;

  /* Says something until the next, or for a while. */
  function say(text, place = said, stays = false) {
    window.clearTimeout(late);
    place.textContent = text;
    if (place === said && !stays) late = window.setTimeout(() => { said.textContent = ""; }, SHOWN);
  }

  /* The PNG of a picture. */
  async function drawn(coming) {
    const { svg, width, height } = await coming;
    const image = new Image(width, height);
    const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width * SCALE, height * SCALE];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(address);
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
    });
  }

  /* As the files of the server are named, with the dates that are in sight. */
  function named(menu, form) {
    const zoom = new URLSearchParams(leaving.query()).get("zoom");
    const range = `-${desk.page.controls.range}-`;
    return menu.dataset.file.replace(/svg$/, form).replace(range, zoom ? `-${zoom.replace(",", "-to-")}-` : range);
  }

  function give(blob, name, place) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say(`Saved ${name}`, place);
  }

  /* Fetches a file and saves it under the name that the server gives it. */
  async function fetched(link) {
    const place = link.closest("#sharing") ? shared : said;
    const what = link.dataset.made;
    link.setAttribute("aria-busy", "true");
    say(`Making the ${what}…`, place, true);
    try {
      const answer = await fetch(link.href, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => { throw new Error("the desk does not answer"); });
      if (!answer.ok) throw await leaving.refusal(answer);
      const [, name] = /filename="?([^";]+)/.exec(answer.headers.get("Content-Disposition") || "") ?? [null, `small-cap-desk-${what}`];
      give(await answer.blob().catch(() => { throw new Error("the desk does not answer"); }), name, place);
    } catch ({ message }) {
      say(`The ${what} could not be made: ${message}`.replace(/\.?$/, "."), place);
    }
    link.removeAttribute("aria-busy");
  }

  /* A plain click saves; one that asks for a window of its own is the browser's. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-made]");
    if (!link || !link.href || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!link.hasAttribute("aria-busy")) fetched(link);
  });

  async function save(form, key, name) {
    const coming = desk.picture(key);
    if (form === "svg") give(new Blob([(await coming).svg], { type: "image/svg+xml" }), name);
    else if (form === "png") give(await drawn(coming), name);
    else if (!window.ClipboardItem || !navigator.clipboard?.write) say("This browser copies no pictures here. Save the PNG instead.");
    else {
      const done = await leaving.put("image/png", drawn(coming)).then(() => true, () => false);
      say(done ? "Picture copied" : "The browser refused to copy the picture. Save the PNG instead.");
    }
  }

  const open = () => chart.stage.querySelector(".save[open]");

  chart.stage.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-save]");
    if (!button) return;
    const menu = button.closest(".save");
    const { save: form } = button.dataset;
    if (!chart.stage.classList.contains("live")) say("There is no picture: the interactive chart could not be loaded.");
    else save(form, button.closest("[data-pane]").dataset.pane, named(menu, form)).catch(() => say("The picture could not be made."));
    menu.open = false;
    menu.firstElementChild.focus();
  });

  document.addEventListener("click", ({ target }) => {
    const menu = open();
    if (menu && !menu.contains(target)) menu.open = false;
  });
  document.addEventListener("keydown", ({ key }) => {
    const menu = open();
    if (key !== "Escape" || !menu) return;
    menu.open = false;
    menu.firstElementChild.focus();
  });
})();
