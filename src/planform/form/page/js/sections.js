// Fields under their headings, in the order of the template.

import { h } from "./dom.js";
import { anyField } from "./group.js";
import { says } from "./values.js";

/** @import { Field, Part, Section, View } from "./types.d.ts" */

const WIDE = new Set(["prose", "code", "list", "checklist", "rows"]);
const COLUMNS = [1, 1, 2, 3, 2, 3, 3, 4, 4]; // by how many short fields follow each other; more: three
/** Letters and digits of a label. */
export const plainly = (/** @type {string} */ text) => text.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();

/** Whether two labels say the same. @param {string} a @param {string} b */
const alike = (a, b) => plainly(a) === plainly(b);

/**
 * Short fields side by side, long ones over the whole width.
 * @param {Field[]} fields
 * @param {View} view
 * @param {boolean} [silent]
 * @param {number[]} [columns] by how many short fields there are
 */
export function fieldGrid(fields, view, silent, columns = COLUMNS) {
  const short = fields.filter((f) => !WIDE.has(f.kind) && f.role !== "title"), grid = h("div", { className: "pf-fields" });
  grid.style.setProperty("--pf-columns", String(columns[short.length] ?? 3));
  for (const field of fields) {
    const box = anyField(field, [field.path], view, silent);
    box.classList.toggle("pf-wide", WIDE.has(field.kind) || field.role === "title");
    box.classList.toggle("pf-title-field", field.role === "title");
    grid.append(box);
  }
  return grid;
}

/** @type {(item: Section | Field) => item is Section} */
const isSection = (item) => "items" in item;

/** All fields of a section and of those below it. @param {Section} node @returns {Field[]} */
export const fieldsOf = (node) => node.items.flatMap((i) => (isSection(i) ? fieldsOf(i) : [i]));

/**
 * A section with its heading, its fields and its subsections.
 * @param {Section} node
 * @param {View} view
 * @param {number} [level] of its heading
 * @returns {Part}
 */
export function section(node, view, level = 3) {
  const heading = h(/** @type {"h3"} */ (`h${Math.min(level, 6)}`), { className: `pf-heading pf-level-${level}`, textContent: node.label, dir: "auto", tabIndex: level === 3 ? -1 : null });
  const [first] = node.items, single = node.items.length === 1 && !isSection(first) && alike(first.label, node.label);
  const body = h("div", { className: "pf-section-body" });
  /** @type {Field[]} */
  let run = [];
  const close = () => { if (run.length) body.append(fieldGrid(run, view, single)); run = []; };
  for (const item of node.items) {
    if (isSection(item)) { close(); body.append(section(item, view, level + 1).el); } else run.push(item);
  }
  close();
  const folded = node.optional && !fieldsOf(node).some((f) => says(view.state.get([f.path])));
  const el = node.optional
    ? h("details", { className: `pf-section pf-section-${level}`, open: !folded }, h("summary", {}, heading, h("span", { className: "pf-optional", textContent: "optional" })), body)
    : h("div", { className: `pf-section pf-section-${level}` }, heading, body);
  return { node, el, heading };
}
