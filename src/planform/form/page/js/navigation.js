// The list of sections: how full each is, and which one is in view.

import { h, icon, uid } from "./dom.js";
import { fieldsOf } from "./sections.js";

/** @import { Field, Part, State, View } from "./types.d.ts" */
/** @typedef {Part & { count: HTMLElement, link: HTMLElement, fields: Field[] }} Linked */

/**
 * @param {Part[]} sections
 * @param {View} view
 */
export function navigation(sections, view) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)"), parts = sections.map(linked);
  const nav = h("nav", { className: "pf-nav", "aria-label": `Sections of ${view.state.schema.name}, form ${uid().slice(3)}` }, ...parts.map((p) => p.link));

  /** @param {Part} part @returns {Linked} */
  function linked(part) {
    const count = h("span", { className: "pf-count" });
    const link = h("button", { type: "button", className: "pf-link", onclick: () => go(made) }, h("span", { className: "pf-link-label", textContent: part.node.label, dir: "auto" }), count);
    const made = { ...part, count, link, fields: fieldsOf(part.node) };
    return made;
  }
  /** @param {Linked} part */
  function go(part) {
    if (part.el instanceof HTMLDetailsElement) part.el.open = true;
    part.el.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
    part.heading.focus({ preventScroll: true });
    current(part);
  }
  /** @param {Linked} now */
  function current(now) {
    if (now.link.hasAttribute("aria-current")) return;
    for (const p of parts) p === now ? p.link.setAttribute("aria-current", "true") : p.link.removeAttribute("aria-current");
    if (nav.scrollWidth > nav.clientWidth) nav.scrollTo({ left: now.link.offsetLeft - nav.clientWidth / 3, behavior: "auto" }); // a strip on narrow pages
  }
  /** @type {Set<Element>} */
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const e of entries) e.isIntersecting ? seen.add(e.target) : seen.delete(e.target);
    const first = parts.find((p) => seen.has(p.el));
    if (first) current(first);
  }, { rootMargin: "-20% 0px -60% 0px" });
  for (const p of parts) watch.observe(p.el);
  if (parts.length) current(parts[0]);
  return { el: nav, parts, stop: () => watch.disconnect() };
}

/**
 * Say how many fields of each section are filled in.
 * @param {Linked[]} parts
 * @param {State} state
 * @returns {{ all: number, done: number }} of all sections
 */
export function count(parts, state) {
  let all = 0, done = 0;
  for (const { fields, count, link } of parts) {
    const full = fields.filter((f) => state.filled(f)), filled = full.length;
    const counted = filled + fields.filter((f) => !f.optional && !full.includes(f)).length; // what may be left out counts only where it is filled in
    const text = counted ? `${filled}/${counted}` : "–", whole = filled === counted && filled > 0;
    if (count.textContent !== text) {
      count.replaceChildren(whole ? icon("check") : "", h("span", { textContent: text }));
      link.classList.toggle("pf-complete", whole);
    }
    all += counted;
    done += filled;
  }
  return { all, done };
}
