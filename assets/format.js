/* How numbers and dates are written, as the server writes them, and elements of SVG. */
(function () {
  "use strict";
  const desk = (window.desk = window.desk || {});
  const SVG = "http://www.w3.org/2000/svg";
  const EXACT = 60; // decimals in which a price is written out as the computer has it
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

  /* "28 Oct 2014", of milliseconds since 1970. */
  function day(time) {
    const date = new Date(time);
    return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  }

  /* "Tue 28 Oct 2014". */
  function weekday(time) {
    return `${WEEKDAYS[new Date(time).getUTCDay()]} ${day(time)}`;
  }

  /* "2014-10-28". */
  function iso(time) {
    return new Date(time).toISOString().slice(0, 10);
  }

  /* To the nearest of so many decimals; exactly half goes to the even digit, as everywhere on the server. */
  function rounded(value, decimals) {
    const exact = Math.abs(value).toFixed(EXACT);
    const kept = exact.slice(0, exact.length - EXACT + decimals);
    const half = /^50*$/.test(exact.slice(kept.length));
    return half && /[02468]\.?$/.test(kept) ? Math.sign(value) * Number(kept) : Number(value.toFixed(decimals));
  }

  function written(value, { decimals, signed, unit }) {
    if (!Number.isFinite(value)) return "n/a";
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: signed ? "always" : "negative" };
    const number = (rounded(value, decimals) + 0).toLocaleString("en-US", digits);
    return unit ? `${number}\u00a0${unit}` : number;
  }

  function element(tag, attributes, text) {
    const made = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    if (text !== undefined) made.textContent = text;
    return made;
  }

  Object.assign(desk, { day, weekday, iso, written, element, MONTHS });
})();
