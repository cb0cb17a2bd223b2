/* The menu by which a pane is saved: its picture as a file or into the clipboard, made here (picture.js). */
(function () {
  "use strict";
  const { desk } = window;
  const { chart, leaving } = desk;
  const SCALE = 2; // pixels of a PNG for each of the page
  const SHOWN = 6000; // milliseconds that a message stays
  const said = document.getElementById("saved");
  let late = 0;

  function say(text) {
    said.textContent = text;
    window.clearTimeout(late);
    late = window.setTimeout(() => { said.textContent = ""; }, SHOWN);
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

  function give(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say(`Saved ${name}`);
  }

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
