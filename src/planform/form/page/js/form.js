// The form in the page. Native controls, no framework; an input that a person is in is never built anew.

import { h } from "./dom.js";
import { createState } from "./state.js";
import { says } from "./values.js";
import { fieldGrid, section } from "./sections.js";
import { navigation } from "./navigation.js";
import { head } from "./head.js";
import { createPanels } from "./panels.js";
import { conflictPanel } from "./conflict.js";
import { keepDocument } from "./document.js";
import { dropTarget, exchange } from "./exchange.js";
import { missing } from "./missing.js";
import { preview } from "./preview.js";
import { revisions } from "./revisions.js";

/** @import { Made, PanelSpec, Place, Shown, State, StateEvent, View } from "./types.d.ts" */

const SOON = 80; // ms
const BAR = [1, 1, 2, 3, 4, 5, 3, 4, 4, 5, 5, 4, 4, 5]; // columns of the bar by how many fields it has

/** What opens from the toolbar, in its order; see panels.js. @type {PanelSpec[]} */
const PANELS = [
  { name: "missing", label: "Missing", icon: "missing", build: missing },
  { name: "preview", label: "Preview", icon: "preview", place: "beside", remember: true, build: preview },
  { name: "history", label: "History", icon: "history", build: revisions },
  { name: "file", label: "File", icon: "file", build: exchange },
];

/**
 * The fields on the page, by place, and what is said of each.
 * @param {State} state
 */
function createControls(state) {
  /** @type {Map<string, Shown>} */
  const all = new Map();
  /** Places that a person has left at least once. @type {Set<string>} */
  const left = new Set();
  /** @type {WeakMap<Element, Place>} */
  const places = new WeakMap();

  /** What is wrong with a field. What is missing is said once a person has left the field or asked to save; what is refused, unless they are in it. @param {Shown} c */
  function wrong(c) {
    const k = c.key, within = !left.has(k) && state.problems.has(k) && c.el.contains(document.activeElement);
    return (within ? "" : state.problems.get(k)) || (c.field.required && left.has(k) && !says(state.get(c.at)) ? `${c.field.label} is needed.` : "");
  }
  /** Meaning and message of a field. @param {Shown} c */
  function refresh(c) {
    const text = wrong(c), said = state.said.get(c.key) ?? ""; // what is shown is known here: asking a thousand fields of the page takes time
    if (c.said && c.shown[0] !== said) c.said.textContent = said;
    const same = c.shown[1] === text;
    c.shown = [said, text];
    if (same) return;
    c.message.textContent = text;
    c.el.classList.toggle("pf-invalid", Boolean(text));
    text ? c.input?.setAttribute("aria-invalid", "true") : c.input?.removeAttribute("aria-invalid");
  }
  const find = (/** @type {Place} */ at) => all.get(state.key(at));
  return {
    all, find, refresh,
    refreshAll: () => all.forEach(refresh),
    register: (/** @type {Place} */ at, /** @type {Made} */ c) => { const key = state.key(at); all.set(key, { at, key, shown: ["", ""], ...c }); places.set(c.el, at); },
    forget: (/** @type {Place} */ at) => { const start = state.key(at).slice(0, -1); for (const k of all.keys()) if (k.startsWith(start)) all.delete(k); },
    show: (/** @type {Place} */ at) => { const c = find(at); if (c) { c.put(state.get(at)); refresh(c); } },
    /** The place of the field that an element is part of. @param {Element} e @returns {Place | undefined} */
    placeOf: (e) => places.get(e.closest(".pf-field") ?? e),
    leave: (/** @type {Place} */ at) => { const c = find(at); left.add(state.key(at)); if (c) refresh(c); },
    leaveAll: () => { for (const k of all.keys()) left.add(k); all.forEach(refresh); },
  };
}

/** Bring a field into view, whatever it is folded into. @param {HTMLElement} el */
function reveal(el) {
  for (let fold = el.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
  el.scrollIntoView({ block: "nearest" });
}

/** Let a person see what has just changed. @param {HTMLElement} el */
function flash(el) {
  reveal(el);
  el.classList.add("pf-changed");
  el.addEventListener("animationend", () => el.classList.remove("pf-changed"), { once: true });
}

/** @param {State} state @param {HTMLElement} el */
function createView(state, el) {
  const controls = createControls(state);
  const live = h("div", { className: "pf-hidden", role: "status", "aria-live": "polite" });
  let following = false; // an undo is on its way: what it changes is shown

  const back = (/** @type {string} */ op) => () => { following = true; state.ask(op); };
  /** @type {View} */
  const view = { state, root: h("div", { className: "pf", "data-lm-suppress-shortcuts": "true" }), widths: [], parts: [],
    register: controls.register, forget: controls.forget, show: controls.show, placeOf: controls.placeOf,
    focus: (at) => controls.find(at)?.focus(),
    go: (at) => { const c = controls.find(at); if (c) { reveal(c.el); c.focus(); c.el.scrollIntoView({ block: "center" }); } },
    say: (text) => { live.textContent = text; },
    save: () => { controls.leaveAll(); state.ask("save"); },
    undo: back("undo"), redo: back("redo"),
    open: (name) => panels.open(name), close: (name) => panels.close(name),
  };
  const panels = createPanels(view, PANELS), top = head(view, panels.buttons);
  view.parts = state.schema.sections.map((node) => section(node, view));
  const nav = navigation(view.parts, view);
  const bar = state.schema.common.length ? h("div", { className: "pf-common", role: "group", "aria-label": "Tracking" }, fieldGrid(state.schema.common, view, false, BAR)) : null;
  const main = h("div", { className: "pf-main" }, ...view.parts.map((p) => p.el));
  const { root } = view;
  const conflict = conflictPanel(view), drop = dropTarget(view, (file) => /** @type {any} */ (panels.open("file")).take(file));
  root.append(top.el, conflict.el, panels.below, ...(bar ? [bar] : []), h("div", { className: "pf-body" }, nav.el, main, panels.beside), live, drop);

  /** @param {Place} at */
  function follow(at) {
    const c = following && controls.find(at);
    if (!c) return;
    following = false;
    flash(c.el);
    if (c.field.kind !== "rows" && !c.el.contains(document.activeElement)) c.focus();
  }
  let due = 0; // counting is for the eye: soon is enough, and typing goes first
  const update = () => { due ||= setTimeout(() => { due = 0; top.update(nav.parts); }, SOON); };
  /** @type {Record<StateEvent["type"], (event: any) => void>} */
  const HEAR = {
    status: () => { top.say(); conflict.update(); controls.refreshAll(); },
    set: ({ at, source, kept }) => {
      const c = controls.find(at);
      if (source !== view && !kept) { controls.show(at); follow(at); } else if (c) controls.refresh(c);
      update();
    },
    rows: ({ at }) => { controls.find(at)?.sync?.(); follow(at); update(); },
    all: () => { for (const f of controls.all.values()) if (f.at.length === 1) controls.show(f.at); top.update(nav.parts); top.say(); conflict.update(); controls.refreshAll(); },
  };
  /** With Ctrl or Cmd. Inside the form they mean the plan: JupyterLab saves its notebook by S, a browser takes back letters by Z. @type {Record<string, (shift: boolean) => void>} */
  const KEYS = { s: () => view.save(), z: (shift) => (shift ? view.redo() : view.undo()), y: () => view.redo() };

  root.addEventListener("keydown", (e) => {
    const act = (e.ctrlKey || e.metaKey) && !e.altKey && !e.isComposing ? KEYS[e.key.toLowerCase()] : undefined;
    if (!act || (state.offline && act !== KEYS.s)) return; // without a kernel the browser's own undo is better than none
    e.preventDefault();
    act(e.shiftKey);
  });
  root.addEventListener("focusin", (e) => { view.at = controls.placeOf(/** @type {Element} */ (e.target)) ?? view.at; });
  root.addEventListener("focusout", (e) => {
    state.flush();
    const at = controls.placeOf(/** @type {Element} */ (e.target));
    if (at && !controls.find(at)?.el.contains(/** @type {Node | null} */ (e.relatedTarget))) controls.leave(at);
  });
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target, contentRect, borderBoxSize }) => {
    // What stays in view stays below the head. Told to the two that need it: on the root it would restyle every field.
    if (target === top.el) for (const e of [nav.el, panels.beside]) e.style.setProperty("--pf-top", `${Math.round(borderBoxSize[0].blockSize)}px`);
    else for (const w of view.widths) w.el.classList.toggle("pf-table", contentRect.width - (w.depth > 1 ? 40 : 0) >= w.need);
  }));
  sizes.observe(main);
  sizes.observe(top.el);
  el.append(root);
  HEAR.all({});
  panels.recall();
  const off = state.on((event) => { HEAR[event.type](event); panels.update(event); });
  state.views += 1;
  return () => { state.views -= 1; state.flush(); off(); clearTimeout(due); nav.stop(); panels.stop(); sizes.disconnect(); };
}

export default () => {
  /** @type {State} */
  let state;
  return {
    initialize(/** @type {any} */ { model }) {
      state = createState(model);
      const stop = keepDocument(model, state);
      return () => { stop(); state.stop(); };
    },
    render(/** @type {{ el: HTMLElement }} */ { el }) { return createView(state, el); },
  };
};
