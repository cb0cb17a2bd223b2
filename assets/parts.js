/* desk.fill: what the server says, built as elements and put in its place. */
(function () {
  "use strict";
  const { desk } = window;

  /* An element from [tag, attributes, ...children] (components/tree.py); texts stay texts. */
  function build(node) {
    if (typeof node === "string") return node;
    const [tag, attributes, ...children] = node;
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...children.map(build));
    return element;
  }

  const filled = new Map(); // what each part was last built from: what says the same is not said again

  /* Puts nodes in their place; what was folded open stays so. */
  function fill(host, nodes) {
    const text = JSON.stringify(nodes);
    if (filled.get(host) === text) return;
    const draft = document.createElement("div");
    draft.append(...nodes.map(build));
    const served = !filled.has(host) && host.innerHTML === draft.innerHTML;
    filled.set(host, text);
    if (served) return;
    const open = [...host.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
    host.replaceChildren(...draft.childNodes);
    host.querySelectorAll("summary").forEach((summary) => { summary.parentElement.open = open.includes(summary.textContent); });
  }

  Object.assign(desk, { fill });
})();
