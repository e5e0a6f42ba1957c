// The head of the form, which stays in view: title, completeness, state of saving, toolbar, notices.

import { h, iconButton, tell } from "./dom.js";
import { count } from "./navigation.js";
import { notices } from "./notices.js";
import { fieldsOf } from "./sections.js";
import { says } from "./values.js";

/** @import { View } from "./types.d.ts" */
/** @import { Linked } from "./navigation.js" */

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** The keys of a command, as this machine writes them. @param {string} key */
const byKey = (key) => (MAC ? `⌘${key}` : `Ctrl+${key}`);

/**
 * @param {View} view
 * @param {HTMLElement[]} buttons of panels
 */
export function head(view, buttons) {
  const { state } = view, told = notices(view);
  const title = h("h2", { className: "pf-title", dir: "auto" }), progress = h("progress", { className: "pf-progress", "aria-label": "Filled in" });
  const filled = h("span", { className: "pf-filled" }), status = h("span", { className: "pf-status", role: "status" });
  const undo = iconButton("undo", "Undo", view.undo, { title: `Undo (${byKey("Z")})` }), redo = iconButton("redo", "Redo", view.redo, { title: `Redo (${byKey("Shift+Z")})` });
  const save = h("button", { type: "button", className: "pf-save", textContent: "Save", title: `Save the plan (${byKey("S")})`, onclick: () => view.save() });
  const tools = h("div", { className: "pf-tools", role: "group", "aria-label": "Tools of the form" }, undo, redo, ...buttons, save);
  const bar = h("div", { className: "pf-head" },
    h("div", { className: "pf-name" }, h("div", { className: "pf-about" }, h("span", { className: "pf-eyebrow", textContent: state.schema.name }), filled, status), title), tools, progress);
  const el = h("div", { className: "pf-top" }, bar, ...told.parts);
  const titled = state.schema.sections.flatMap(fieldsOf).concat(state.schema.common).filter((f) => f.role === "title");

  /** @param {Linked[]} parts */
  function update(parts) {
    const { all, done } = count(parts, state);
    progress.max = all || 1;
    progress.value = done;
    tell(filled, `${done} of ${all} filled in`);
    const called = titled.map((f) => state.get([f.path])).find(says);
    tell(title, called || "Untitled");
    title.classList.toggle("pf-untitled", !called);
  }
  function say() {
    tell(status, state.busy ? "The kernel is busy; what you type is kept" : state.note || (state.changed ? "Unsaved changes" : ""));
    status.classList.toggle("pf-saved", Boolean(state.note) && !state.busy);
    [undo.disabled, redo.disabled] = [!state.can[0], !state.can[1]];
    told.update();
  }
  return { el, update, say };
}
