// What values say, and how they compare.

/** @import { Field, Row } from "./types.d.ts" */

/** Whether a value says anything. @param {any} v @returns {boolean} */
export const says = (v) =>
  Array.isArray(v) ? v.some(says) : v && typeof v === "object" ? Object.entries(v).some(([k, x]) => k !== "id" && says(x)) : Boolean(v);

/** Whether two values are equal, whatever the order of their names. @param {any} a @param {any} b @returns {boolean} */
export function same(a, b) {
  if (!a || !b || typeof a !== "object" || typeof b !== "object") return a === b;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((n) => same(a[n], b[n]));
}

/** A value without ids of rows, as it is compared and kept. @param {Field} field @param {any} value @returns {any} */
export function plain(field, value) {
  if (field.kind !== "rows") return value;
  return value.map((/** @type {Row} */ r) => Object.fromEntries((field.columns ?? []).map((c) => [c.key, plain(c, r.cells[c.key])])));
}

/** All fields of a form, by their paths. @param {any} schema @returns {Map<string, Field>} */
export function fieldsByPath(schema) {
  const below = (/** @type {any} */ node) => (node.items ? node.items.flatMap(below) : [node]);
  return new Map([...schema.common, ...schema.sections.flatMap(below)].map((f) => [f.path, f]));
}
