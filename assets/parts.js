/* desk.fill: what the server says, built as elements and put in its place. */
(function () {
  "use strict";
  const { desk } = window;
  const SVG = "http://www.w3.org/2000/svg";

  /* An element from [tag, attributes, ...children] (components/tree.py), drawn where an svg is around it; texts stay texts. */
  function build(node, drawn = false) {
    if (typeof node === "string") return node;
    const [tag, attributes, ...children] = node;
    const svg = drawn || tag === "svg";
    const element = svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...children.map((child) => build(child, svg)));
    return element;
  }

  const filled = new Map(); // what each part was last built from: what says the same is not said again

  /* Puts nodes in their place; what was folded open stays so, and what another script has filled (`data-kept`) stays there. */
  function fill(host, nodes) {
    const text = JSON.stringify(nodes);
    if (filled.get(host) === text) return;
    const draft = document.createElement("div");
    draft.append(...nodes.map((node) => build(node)));
    const served = !filled.has(host) && host.innerHTML === draft.innerHTML;
    filled.set(host, text);
    if (served) return;
    const open = [...host.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
    const kept = new Map([...host.querySelectorAll("[data-kept]")].map((element) => [element.id, element]));
    host.replaceChildren(...draft.childNodes);
    host.querySelectorAll("[data-kept]").forEach((element) => element.replaceWith(kept.get(element.id) ?? element));
    host.querySelectorAll("summary").forEach((summary) => { summary.parentElement.open = open.includes(summary.textContent); });
  }

  Object.assign(desk, { fill });
})();
