/* What the server says in place of an answer, heard in one place: that the reader is signed out, or that it has too much to do.
   And what the page says of its reader: whether anybody has touched it lately, so that its own questions keep no session alive. */
(function () {
  "use strict";
  const { desk } = window;
  const LATELY = 60000; // milliseconds since a touch
  const SOON = [3, 60]; // seconds until a question is asked again, at the least and at the most
  const FULL = [429, 502, 503, 504];
  const QUESTIONS = "_dash-update-component";
  const signedOut = document.getElementById("signed-out");
  const fetched = window.fetch;
  const listeners = [];
  let touched = Date.now(); // opened by somebody

  ["keydown", "pointerdown", "pointermove", "wheel"].forEach((kind) => {
    window.addEventListener(kind, () => { touched = Date.now(); }, { capture: true, passive: true });
  });

  function tellOut() {
    signedOut.querySelector("a").href = `login?next=${encodeURIComponent(`/${window.location.search}`)}`;
    signedOut.hidden = false;
  }

  window.fetch = async (resource, options = {}) => {
    const headers = new Headers(options.headers);
    if (Date.now() - touched > LATELY) headers.set("X-Desk-Unattended", "yes");
    const answer = await fetched(resource, { ...options, headers });
    const { status } = answer;
    if (status === 401) tellOut();
    if ((status !== 401 && !FULL.includes(status)) || !String(resource).includes(QUESTIONS)) return answer;
    await answer.text(); // else the browser counts it as given up
    const asked = Number(answer.headers.get("Retry-After")) || 0;
    const seconds = Math.min(Math.max(asked, SOON[0]), SOON[1]);
    listeners.forEach((listener) => listener(status, seconds));
    return new Response(null, { status: 204 }); // for Dash, which has nothing to do then
  };

  const signedIn = () => { signedOut.hidden = true; };
  const whenRefused = (listener) => listeners.push(listener);
  signedOut.addEventListener("click", tellOut); // back to the view that is shown by then

  Object.assign(desk, { signedIn, whenRefused });
})();
