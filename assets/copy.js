/* desk.leaving: asks the server for the links to the view that is shown, and copies texts. "Copy link" needs one that all may have. */
(function () {
  "use strict";
  const { desk } = window;
  const PATIENCE = 5000; // milliseconds until links are given up
  const said = document.getElementById("copied");

  /* The query of the view that is shown, for whatever is made of it. */
  const query = () => new URL(desk.link()).search;

  /* What the server says to a refusal, in its own words; of anything else, that it does not answer. */
  async function refusal(answer) {
    const plain = (answer.status < 500 || answer.status === 503) && (answer.headers.get("Content-Type") || "").startsWith("text/plain");
    const said = plain ? (await answer.text()).trim() : "the desk does not answer";
    return Object.assign(new Error(said), { status: answer.status });
  }

  /* What the server answers, with the address that each of its paths is found at. Rejects with a sentence. */
  async function answered(address, options) {
    const answer = await fetch(address, { ...options, signal: AbortSignal.timeout(PATIENCE) }).catch(() => {
      throw new Error("the desk does not answer");
    });
    if (!answer.ok) throw await refusal(answer);
    const found = await answer.json();
    const at = (path) => `${found.base || window.location.origin}${path}`;
    return { ...found, at };
  }

  /* The links to the view shown, made by who may; and the one to the page itself. */
  function links() {
    const body = JSON.stringify({ query: query() });
    return answered("share", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  }

  const link = () => answered(`link${query()}`);

  function byHand(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    (document.querySelector("dialog[open]") ?? document.body).append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }

  /* Puts something into the clipboard that may still be on its way: some browsers allow that only at once, after a click. */
  function put(type, coming) {
    return navigator.clipboard.write([new ClipboardItem({ [type]: coming })]);
  }

  /* Copies a text, or the promise of one; whether that was done. */
  async function copy(text) {
    const plain = Promise.resolve(text).then((there) => new Blob([there], { type: "text/plain" }));
    try {
      await put("text/plain", plain);
      return true;
    } catch (error) {
      const there = await text;
      return navigator.clipboard?.writeText(there).then(() => true, () => byHand(there)) ?? byHand(there);
    }
  }

  document.getElementById("copy-link").addEventListener("click", async () => {
    let done = "Link copied, with its date and data version";
    const coming = link().then(({ at, link: path }) => at(path)).catch(({ message }) => {
      done = `Link copied, with its date alone: ${message}`;
      return desk.link();
    });
    const copied = await copy(coming);
    said.textContent = copied ? done : `Not copied; the link is ${await coming}`;
  });

  document.getElementById("share").addEventListener("click", () => {
    document.getElementById("sharing").showModal();
    desk.leaving.opened?.(); // once its script is there
  });

  Object.assign(desk, { leaving: { query, refusal, links, link, put, copy } });
})();
