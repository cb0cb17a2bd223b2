/* desk.fill: what the server says, built as elements and put in its place. */
(function () {
  "use strict";
  const { desk } = window;
  const SVG = "http://www.w3.org/2000/svg";
  const KEYS = ["id", "data-claim", "data-pane"]; // attributes that say which thing of its kind an element is

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

  const filled = new WeakMap(); // what each part was last built from

  /* Builds what stands in an element anew; what was folded open stays so, and what another script has filled (`data-kept`) stays
     there. */
  function replace(host, nodes) {
    const open = [...host.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
    const kept = new Map([...host.querySelectorAll("[data-kept]")].map((element) => [element.id, element]));
    host.replaceChildren(...nodes.map((node) => build(node, host.namespaceURI === SVG)));
    host.querySelectorAll("[data-kept]").forEach((element) => element.replaceWith(kept.get(element.id) ?? element));
    host.querySelectorAll("summary").forEach((summary) => { summary.parentElement.open = open.includes(summary.textContent); });
  }

  function same(one, other) {
    if (typeof one !== "object" || typeof other !== "object") return one === other;
    const names = Object.keys(one);
    return names.length === Object.keys(other).length && names.every((name) => same(one[name], other[name]));
  }

  /* Whether two nodes are the same thing, whatever each says of it. */
  function alike(one, other) {
    if (typeof one === "string" || typeof other === "string") return typeof one === typeof other;
    return one[0] === other[0] && KEYS.every((key) => one[1][key] === other[1][key]);
  }

  function attribute(element, before, now) {
    Object.keys(before).filter((name) => !(name in now)).forEach((name) => element.removeAttribute(name));
    Object.entries(now).filter(([name, value]) => value !== before[name]).forEach(([name, value]) => element.setAttribute(name, value));
  }

  /* Changes what stands in an element only where what is said now is not what was said before. */
  function change(host, before, now) {
    if (same(before, now)) return;
    const there = [...host.childNodes];
    const fits = before.length === now.length && there.length === now.length && now.every((node, i) => alike(node, before[i]));
    if (!fits) {
      replace(host, now);
      return;
    }
    now.forEach((node, i) => {
      if (typeof node === "string") there[i].textContent = node;
      else {
        attribute(there[i], before[i][1], node[1]);
        change(there[i], before[i].slice(2), node.slice(2));
      }
    });
  }

  function served(host, nodes) {
    const draft = document.createElement("div");
    draft.append(...nodes.map((node) => build(node)));
    return host.innerHTML === draft.innerHTML;
  }

  /* Puts nodes in their place. */
  function fill(host, nodes) {
    const before = filled.get(host);
    filled.set(host, nodes);
    if (before) change(host, before, nodes);
    else if (!served(host, nodes)) replace(host, nodes);
  }

  Object.assign(desk, { fill });
})();
