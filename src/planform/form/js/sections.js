// The form around its fields: head, bar of common fields, sections with their navigation, and what is filled in where.

import { fieldBox } from "./group.js";
import { h, icon, iconButton, uid } from "./dom.js";
import { says } from "./state.js";

const WIDE = new Set(["prose", "code", "list", "checklist", "rows"]);
const COLUMNS = [1, 1, 2, 3, 2, 3, 3, 4, 4]; // by how many short fields follow each other; more: three
const alike = (a, b) => a.replace(/\W/g, "").toLowerCase() === b.replace(/\W/g, "").toLowerCase();

/** Short fields side by side, long ones over the whole width. */
export function fieldGrid(fields, view, silent) {
  const short = fields.filter((f) => !WIDE.has(f.kind) && f.role !== "title");
  const grid = h("div", { className: "pf-fields" });
  grid.style.setProperty("--pf-columns", COLUMNS[short.length] ?? 3);
  for (const field of fields) {
    const box = fieldBox(field, [field.path], view, silent);
    box.classList.toggle("pf-wide", WIDE.has(field.kind) || field.role === "title");
    box.classList.toggle("pf-title-field", field.role === "title");
    grid.append(box);
  }
  return grid;
}

/** All fields of a section and of those below it. */
export const fieldsOf = (node) => node.items.flatMap((i) => (i.items ? fieldsOf(i) : [i]));

/** A section with its heading, its fields and its subsections, in the order of the template. */
export function section(node, view, level = 3) {
  const heading = h(`h${Math.min(level, 6)}`, { className: `pf-heading pf-level-${level}`, textContent: node.label, tabIndex: level === 3 ? -1 : null });
  const single = node.items.length === 1 && node.items[0].path && alike(node.items[0].label, node.label);
  const body = h("div", { className: "pf-section-body" });
  let run = [];
  const close = () => { if (run.length) body.append(fieldGrid(run, view, single)); run = []; };
  for (const item of node.items) {
    if (item.items) { close(); body.append(section(item, view, level + 1).el); } else run.push(item);
  }
  close();
  const folded = node.optional && !fieldsOf(node).some((f) => says(view.state.get([f.path])));
  const el = node.optional
    ? h("details", { className: `pf-section pf-section-${level}`, open: !folded }, h("summary", {}, heading, h("span", { className: "pf-optional", textContent: "optional" })), body)
    : h("div", { className: `pf-section pf-section-${level}` }, heading, body);
  return { el, heading };
}

/** The list of sections: how full each is, and which one is in view. */
export function navigation(parts, view) {
  const nav = h("nav", { className: "pf-nav", "aria-label": `Sections of ${view.state.schema.name}, form ${uid().slice(3)}` });
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  for (const part of parts) {
    part.count = h("span", { className: "pf-count" });
    part.link = h("button", { type: "button", className: "pf-link", onclick: () => {
      if (part.el.tagName === "DETAILS") part.el.open = true;
      part.el.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
      part.heading.focus({ preventScroll: true });
      current(part);
    } }, h("span", { className: "pf-link-label", textContent: part.node.label }), part.count);
    nav.append(part.link);
  }
  const current = (now) => { for (const p of parts) p === now ? p.link.setAttribute("aria-current", "true") : p.link.removeAttribute("aria-current"); };
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const e of entries) e.isIntersecting ? seen.add(e.target) : seen.delete(e.target);
    const first = parts.find((p) => seen.has(p.el));
    if (first) current(first);
  }, { rootMargin: "-20% 0px -60% 0px" });
  for (const p of parts) watch.observe(p.el);
  if (parts.length) current(parts[0]);
  return { el: nav, stop: () => watch.disconnect() };
}

/** How many fields of each section say something; of all. */
export function count(parts, state) {
  let all = 0, full = 0;
  for (const { node, count, link } of parts) {
    const told = fieldsOf(node), filled = told.filter((f) => state.filled(f)).length;
    const fields = told.filter((f) => !f.optional || state.filled(f)); // what may be left out counts only where it is filled in
    const text = fields.length ? `${filled}/${fields.length}` : "–", whole = filled === fields.length && filled > 0;
    if (count.textContent !== text) {
      count.replaceChildren(whole ? icon("check") : "", h("span", { textContent: text }));
      link.classList.toggle("pf-complete", whole);
    }
    all += fields.length;
    full += filled;
  }
  return { all, full };
}

const OFFLINE = "Not connected: the kernel that this form belongs to has ended. What you entered is still here to copy, but it no longer "
  + "reaches Python. Run the cell again for a live form.";

/** Title, completeness, state of saving, and the buttons that concern the whole plan. */
export function head(view, buttons) {
  const { state } = view;
  const title = h("h2", { className: "pf-title" }), progress = h("progress", { className: "pf-progress", "aria-label": "Filled in" });
  const filled = h("span", { className: "pf-filled" }), status = h("span", { className: "pf-status", role: "status" });
  const undo = iconButton("undo", "Undo", () => state.ask("undo")), redo = iconButton("redo", "Redo", () => state.ask("redo"));
  const save = h("button", { type: "button", className: "pf-save", textContent: "Save", onclick: () => view.save() });
  const failure = h("div", { className: "pf-banner pf-failure", role: "alert" });
  const offline = h("div", { className: "pf-banner pf-offline", role: "alert" });
  const bar = h("div", { className: "pf-head" },
    h("div", { className: "pf-name" }, h("div", {}, h("span", { className: "pf-eyebrow", textContent: state.schema.name }), filled), title),
    status, h("div", { className: "pf-tools" }, undo, redo, ...buttons, save), progress);
  const el = h("div", { className: "pf-top" }, bar, failure, offline); // stays in view, and what went wrong with it
  const titled = state.schema.sections.flatMap(fieldsOf).concat(state.schema.common).filter((f) => f.role === "title");

  const put = (element, text) => { if (element.textContent !== text) element.textContent = text; };
  function update(parts) {
    const { all, full } = count(parts, state);
    progress.max = all || 1;
    progress.value = full;
    put(filled, `${full} of ${all} filled in`);
    const called = titled.map((f) => state.get([f.path])).find(says);
    put(title, called || "Untitled");
    title.classList.toggle("pf-untitled", !called);
  }
  function say() {
    put(status, state.busy ? "The kernel is busy; what you type is kept" : state.note || (state.changed ? "Unsaved changes" : ""));
    status.classList.toggle("pf-saved", Boolean(state.note) && !state.busy);
    [undo.disabled, redo.disabled] = [!state.can[0], !state.can[1]];
    put(offline, state.offline ? OFFLINE : "");
    if (failure.dataset.text !== (state.failure?.text ?? "")) fail();
  }
  function fail() {
    failure.dataset.text = state.failure?.text ?? "";
    if (!state.failure) { failure.replaceChildren(); return; }
    const button = (label, onclick) => h("button", { type: "button", className: "pf-plain", textContent: label, onclick });
    const close = () => { state.failure = null; fail(); };
    const ways = state.failure.conflict
      ? [button("Keep mine", () => { close(); state.ask("resolve", { keep: "mine" }); }), button("Take theirs", () => { close(); state.ask("resolve", { keep: "theirs" }); })]
      : [];
    failure.replaceChildren(h("div", {}, h("strong", { textContent: "Not saved. " }), state.failure.text, h("span", { textContent: " What you entered is still here." })),
      h("div", { className: "pf-ways" }, ...ways, button("Dismiss", close)));
  }
  return { el, update, say };
}
