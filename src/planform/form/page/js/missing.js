// What is missing: every field that is needed, refused or still empty, each a way to it.

import { h } from "./dom.js";
import { fieldsOf } from "./sections.js";

/** @import { Field, Panel, View } from "./types.d.ts" */

/** What there is to do about a field, or nothing. @param {Field} field @param {View} view */
function lacking(field, { state }) {
  if (field.required && !state.filled(field)) return "needed";
  const below = state.key([field.path]).slice(0, -1);
  if ([...state.problems.keys()].some((k) => k.startsWith(below))) return "to be corrected";
  return field.optional || state.filled(field) ? null : "empty";
}

/** @param {View} view @returns {Panel} */
export function missing(view) {
  const { state } = view, el = h("div", { className: "pf-missing" });
  let shown = "";

  /** @param {Field} field @param {string} why */
  const way = (field, why) => h("li", {}, h("button", { type: "button", className: why === "empty" ? "" : "pf-needed", onclick: () => view.go([field.path]) },
    h("span", { textContent: field.label, dir: "auto" }), why === "empty" ? null : " ", why === "empty" ? null : h("span", { className: "pf-missing-note", textContent: why })));

  function update() {
    const found = state.schema.sections.map((node) => ({ label: node.label, fields: fieldsOf(node).flatMap((field) => { const why = lacking(field, view); return why ? [{ field, why }] : []; }) }))
      .filter((part) => part.fields.length);
    const now = JSON.stringify(found.map((part) => part.fields.map(({ field, why }) => [field.path, why])));
    if (now === shown) return;
    shown = now;
    el.replaceChildren(...found.map((part) => h("div", { className: "pf-missing-part" }, h("div", { className: "pf-missing-name", textContent: part.label, dir: "auto" }),
      h("ul", {}, ...part.fields.map(({ field, why }) => way(field, why))))));
    if (!found.length) el.append(h("p", { textContent: "Nothing: every field is filled in." }));
  }
  return { el, update };
}
