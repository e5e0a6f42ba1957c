// The form in the page. Native controls, no framework; an input that a person is in is never built anew.

import { h } from "./dom.js";
import { createState, says } from "./state.js";
import { fieldGrid, head, navigation, section } from "./sections.js";
import { createPanels } from "./panels.js";

/** What opens from the toolbar, in its order: { name, label, icon, place, build(view) -> { el, update(event), stop() } }; see panels.js. */
const PANELS = [];

function createView(state, el) {
  const controls = new Map(), left = new Set(); // by place; places that a person has left at least once
  const live = h("div", { className: "pf-hidden", role: "status", "aria-live": "polite" });
  let parts = [], top = null, panels = null;

  const view = { state, widths: [],
    open: (name) => panels.open(name), close: (name) => panels.close(name),
    register: (at, control) => controls.set(state.key(at), { at, ...control }),
    forget: (at) => { const start = state.key(at).slice(0, -1); for (const k of controls.keys()) if (k.startsWith(start)) controls.delete(k); },
    focus: (at) => controls.get(state.key(at))?.focus(),
    say: (text) => { live.textContent = text; },
    save: () => { for (const k of controls.keys()) left.add(k); refreshAll(); state.ask("save"); },
    show: (at) => { const c = controls.get(state.key(at)); if (c) { c.put(state.get(at)); refresh(c); } },
  };

  /** Meaning and message of a field. What is missing is said once a person has left the field or asked to save; what is refused, unless they are in it. */
  function refresh(c) {
    const k = state.key(c.at), within = c.el.contains(document.activeElement) && !left.has(k);
    const missing = c.field.required && !says(state.get(c.at)) && left.has(k) ? `${c.field.label} is needed.` : "";
    const text = (within ? "" : state.problems.get(k) ?? "") || missing;
    if (c.message && c.message.textContent !== text) c.message.textContent = text;
    if (c.input && c.input.getAttribute("aria-invalid") !== (text ? "true" : null)) text ? c.input.setAttribute("aria-invalid", "true") : c.input.removeAttribute("aria-invalid");
    c.el.classList.toggle("pf-invalid", Boolean(text));
    const said = state.said.get(k) ?? "";
    if (c.said && c.said.textContent !== said) c.said.textContent = said;
  }
  const refreshAll = () => controls.forEach(refresh);

  const HEAR = {
    status: () => { top.say(); refreshAll(); },
    set: ({ at, source, kept }) => { if (source !== view && !kept) view.show(at); else { const c = controls.get(state.key(at)); if (c) refresh(c); } top.update(parts); },
    rows: ({ at }) => { controls.get(state.key(at))?.sync?.(); top.update(parts); },
    all: () => { for (const f of controls.values()) if (f.at.length === 1) view.show(f.at); top.update(parts); top.say(); refreshAll(); },
  };
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target, contentRect, borderBoxSize }) => {
    if (target === top.el) target.parentElement.style.setProperty("--pf-top", `${borderBoxSize[0].blockSize}px`); // what stays in view above the rest
    else for (const w of view.widths) w.el.classList.toggle("pf-table", contentRect.width - (w.depth > 1 ? 40 : 0) >= w.need);
  }));

  function build() {
    panels = createPanels(view, PANELS);
    top = head(view, panels.buttons);
    parts = state.schema.sections.map((node) => ({ node, ...section(node, view) }));
    const nav = navigation(parts, view);
    const bar = state.schema.common.length ? h("div", { className: "pf-common", role: "group", "aria-label": "Tracking" }, fieldGrid(state.schema.common, view)) : null;
    const main = h("div", { className: "pf-main" }, ...parts.map((p) => p.el));
    const root = h("div", { className: "pf", "data-lm-suppress-shortcuts": "true" }, top.el, panels.below, bar, h("div", { className: "pf-body" }, nav.el, main, panels.beside), live);
    root.addEventListener("focusout", leave);
    root.addEventListener("keydown", keys);
    sizes.observe(main);
    sizes.observe(top.el);
    el.append(root);
    top.update(parts);
    top.say();
    refreshAll();
    return nav;
  }
  function leave(e) {
    state.flush();
    const box = e.target.closest(".pf-field");
    if (!box || box.contains(e.relatedTarget)) return;
    for (const c of controls.values()) if (c.el === box) { left.add(state.key(c.at)); refresh(c); }
  }
  function keys(e) {
    if (e.key.toLowerCase() !== "s" || !(e.ctrlKey || e.metaKey) || e.altKey) return;
    e.preventDefault(); // JupyterLab saves its notebook by this key; inside the form it saves the plan
    view.save();
  }

  const nav = build(), off = state.on((event) => { HEAR[event.type](event); panels.update(event); });
  return () => { state.flush(); off(); nav.stop(); panels.stop(); sizes.disconnect(); };
}

export default () => {
  let state = null;
  return {
    initialize({ model }) { state = createState(model); },
    render({ el }) { return createView(state, el); },
  };
};
