/* desk.picture: a pane as a picture that stands alone, made of what is on the screen: its words, its lines and marks, as-of date,
   source and disclaimer. It needs no server: looks are written into its elements, the font into the file. */
(function () {
  "use strict";
  const { desk } = window;
  const { chart, element } = desk;
  const EDGE = 16; // pixels around everything
  const DATES = 26; // pixels that the dates take under the lines
  const FONT = "Inter";
  const INHERITED = {
    fill: "rgb(0, 0, 0)", "fill-opacity": "1", stroke: "none", "stroke-opacity": "1", "stroke-width": "1px", "stroke-dasharray": "none",
    "stroke-linejoin": "miter", "paint-order": "normal", "font-size": "", "font-weight": "400", "text-anchor": "start",
  };
  const OWN = { opacity: "1", "vector-effect": "none" };
  const KEPT = ["d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "viewBox", "preserveAspectRatio", "textLength", "lengthAdjust", "transform", "id"];
  const canvas = document.createElement("canvas").getContext("2d");

  /* A copy of an element of the page with its looks written into it, for those that are not its parent's. */
  function copied(from, parent = INHERITED) {
    const style = window.getComputedStyle(from);
    const looks = Object.fromEntries(Object.keys(INHERITED).map((name) => [name, style.getPropertyValue(name)]));
    const into = element(from.tagName, {});
    KEPT.filter((name) => from.hasAttribute(name)).forEach((name) => into.setAttribute(name, from.getAttribute(name)));
    Object.entries(looks).forEach(([name, value]) => { if (value !== parent[name]) into.setAttribute(name, value); });
    Object.keys(OWN).forEach((name) => { if (style.getPropertyValue(name) !== OWN[name]) into.setAttribute(name, style.getPropertyValue(name)); });
    if (style.fontVariantNumeric === "tabular-nums") into.setAttribute("class", "even");
    from.childNodes.forEach((child) => {
      if (child.nodeType === Node.TEXT_NODE) into.append(child.data);
      else if (window.getComputedStyle(child).display !== "none") into.append(copied(child, looks));
    });
    return into;
  }

  /* Writes a text in as many lines as it needs; the height at which the next may follow. */
  function words(into, text, top, width, { size, weight, color }) {
    canvas.font = `${weight} ${size}px ${window.getComputedStyle(document.body).fontFamily}`;
    const lines = [""];
    text.split(/ /).forEach((word) => {
      const longer = `${lines[lines.length - 1]} ${word}`.trim();
      if (canvas.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    });
    const step = Math.round(size * 1.4);
    lines.forEach((line, i) => {
      into.append(element("text", { x: EDGE, y: top + size + i * step, "font-size": size, "font-weight": weight, fill: color }, line));
    });
    return top + lines.length * step;
  }

  /* What lies under or over the lines of one pane, of what is drawn for all; what a claim points at may lie in several panes. */
  function layer(svg, number, box) {
    const clip = `url(#pane-clip-${number})`;
    return [...svg.children].flatMap((child) => (child.dataset.mark ? [...child.children] : [child])).filter((child) => {
      if (child.tagName === "defs" || child.matches(".date, .after, .after-edge, .after-label")) return false;
      if (child.hasAttribute("clip-path")) return child.getAttribute("clip-path") === clip;
      const { top, bottom } = child.getBoundingClientRect();
      const middle = (top + bottom) / 2;
      return middle > box.top - 10 && middle < box.bottom + 10;
    }).map((child) => {
      const into = copied(child);
      if (child.hasAttribute("clip-path")) into.setAttribute("clip-path", "url(#pane)");
      return into;
    });
  }

  /* What is drawn of one pane alone: the time after the as-of date, and the dates. */
  function alone(svg, place) {
    const group = element("g", {});
    svg.append(group);
    desk.after(group, [place]);
    const under = [...group.children].map((child) => copied(child));
    group.replaceChildren();
    desk.calendar(group, desk.dates(chart.range()), [place]);
    const dates = [...group.children].map((child) => copied(child));
    group.remove();
    return { under, dates };
  }

  /* The strips under a pane with their names; and how far down they reach below it. */
  function strips(into, key, box) {
    const rows = [...chart.stage.querySelectorAll(`[data-strips="${key}"] .strip`)];
    const origin = chart.stage.getBoundingClientRect();
    rows.forEach((row) => {
      const picture = row.querySelector("svg");
      const at = picture.getBoundingClientRect();
      const place = { x: at.left - origin.left, y: at.top - origin.top, width: at.width, height: at.height };
      into.append(element("rect", { ...place, fill: window.getComputedStyle(picture).backgroundColor }));
      const strip = copied(picture);
      Object.entries({ ...place, overflow: "hidden" }).forEach(([name, value]) => strip.setAttribute(name, value));
      into.append(strip);
      const name = row.querySelector(".strip-name");
      const { color, fontSize, fontWeight } = window.getComputedStyle(name);
      into.append(element("text", { x: place.x + place.width + 6, y: place.y + place.height - 1, fill: color, "font-size": fontSize, "font-weight": fontWeight }, name.innerText));
    });
    return rows.length ? rows[rows.length - 1].getBoundingClientRect().bottom - box.bottom : 0;
  }

  /* The lines of a pane where they stand on the stage, with all that lies around them. */
  function plot(pane, number, place) {
    const { left, right, width } = chart.measured;
    const box = chart.stage.querySelector(`[data-plot="${pane.key}"]`).getBoundingClientRect();
    const [under, over] = chart.stage.querySelectorAll("svg.overlay");
    const inner = { x: left, y: place.top, width: width - left - right, height: place.height };
    const made = element("g", {});
    const clip = element("clipPath", { id: "pane" });
    clip.append(element("rect", inner));
    const lines = element("svg", { ...inner, overflow: "hidden" });
    const subplot = pane.axis.replace("yaxis", "xy");
    chart.host.querySelectorAll(`.${subplot} .scatterlayer path`).forEach((path) => lines.append(copied(path)));
    const own = alone(under, place);
    made.append(clip, ...own.under, ...layer(under, number, box), lines, ...layer(over, number, box));
    const below = strips(made, pane.key, box);
    const dates = element("g", { transform: `translate(0 ${below})` });
    dates.append(...own.dates);
    made.append(dates);
    return { made, height: place.height + below + DATES };
  }

  /* The font, read once; without it the reader's own stands in. */
  let font = null;

  async function face() {
    const address = document.querySelector("link[as=font]").href;
    const blob = await fetch(address, { cache: "force-cache" }).then((answer) => (answer.ok ? answer.blob() : Promise.reject(answer)));
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(`@font-face{font-family:"${FONT}";src:url("${reader.result}") format("woff2");font-weight:100 900}`);
      reader.onerror = reject;
      reader.readAsDataURL(blob);
    });
  }

  const loaded = () => (font ??= face().catch(() => { font = null; return ""; }));

  const said = (selector, from = document) => from.querySelector(selector)?.textContent.trim() ?? "";

  /* The picture of a pane that is on the screen: { svg, width, height }. */
  async function picture(key) {
    const number = chart.figure.panes.findIndex((pane) => pane.key === key);
    const pane = chart.figure.panes[number];
    const place = chart.measured.places[number];
    const section = chart.stage.querySelector(`[data-pane="${key}"]`);
    const token = (name) => window.getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    const width = chart.measured.width + EDGE / 2; // labels at the ends of lines reach to the edge
    const room = width - 2 * EDGE;
    const [heading, about] = [said("h3", section), said(`#pane-${key}-text`, section)];
    const svg = element("svg", { width, role: "img", "aria-label": heading, "font-family": window.getComputedStyle(document.body).fontFamily });
    svg.append(element("title", {}, heading), element("desc", {}, `${about} ${desk.page.credit}`));
    const look = { style: element("style", {}), ground: element("rect", { width: "100%", height: "100%", fill: token("surface") }) };
    svg.append(look.style, look.ground);
    const dates = `${said(".verdict h2")} · ${said("#chart-head [data-as-of]")}`;
    let y = words(svg, dates, EDGE - 4, room, { size: 11, weight: 500, color: token("muted") });
    y = words(svg, heading, y, room, { size: 15, weight: 600, color: token("ink") });
    y = words(svg, said(".pane-detail", section), y + 2, room, { size: 12, weight: 400, color: token("muted") }) + 8;
    if (chart.ranges[number]) {
      const { made, height } = plot(pane, number, place);
      made.setAttribute("transform", `translate(0 ${y - place.top})`);
      svg.append(made);
      y += height + 8;
    } else y = words(svg, said(".wanting", section), y, room, { size: 12, weight: 400, color: token("ink") }) + 8;
    const foot = [said(".standing"), desk.page.credit, said(".foot")].filter(Boolean);
    foot.forEach((text) => { y = words(svg, text, y, room, { size: 11, weight: 400, color: token("muted") }); });
    const height = Math.ceil(y + EDGE);
    Object.entries({ height, viewBox: `0 0 ${width} ${height}` }).forEach(([name, value]) => svg.setAttribute(name, value));
    look.style.textContent = `${await loaded()}.even{font-variant-numeric:tabular-nums}`;
    return { svg: new XMLSerializer().serializeToString(svg), width, height };
  }

  Object.assign(desk, { picture });
})();
