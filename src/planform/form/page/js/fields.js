// A field: its label, its control, how it is understood, and what is wrong with it.

import { CONTROLS, focusControl } from "./controls.js";
import { h, uid } from "./dom.js";
import { lines } from "./lines.js";

/** @import { Field, Place, View } from "./types.d.ts" */

/**
 * A field that is no group.
 * @param {Field} field
 * @param {Place} at
 * @param {View} view
 * @param {boolean} [silent] the heading above says the same as the label: only screen readers hear it again
 */
export function fieldBox(field, at, view, silent = false) {
  const ids = { input: uid(), label: uid(), said: uid(), message: uid() };
  const make = CONTROLS[field.kind] ?? (field.kind === "list" || field.kind === "checklist" ? lines : CONTROLS.line);
  const control = make(field, view.state.get(at), (v) => view.state.edit(at, v, view), ids);
  const label = h(control.group ? "span" : "label", { id: ids.label, ...(control.group ? {} : { htmlFor: ids.input }),
    className: `pf-label${silent ? " pf-hidden" : ""}${field.required ? " pf-required" : ""}`, textContent: field.label, dir: "auto" });
  const said = h("div", { id: ids.said, className: "pf-said" }), message = h("div", { id: ids.message, className: "pf-message" });
  const el = h("div", { className: `pf-field pf-kind-${field.kind}${control.beside ? " pf-beside" : ""}` }, label, control.el, said, message);
  if (control.group && control.input.getAttribute("role") !== "radiogroup") { el.setAttribute("role", "group"); el.setAttribute("aria-labelledby", ids.label); }
  view.register(at, { field, el, put: control.put, input: control.input, said, message, focus: () => focusControl(control) });
  return el;
}
