// Panels that open from the toolbar: each is built when it is first opened, and kept up to date only while it is open.

import { h, icon, iconButton, uid } from "./dom.js";

/** @import { Panel, PanelSpec, StateEvent, View } from "./types.d.ts" */
/** @typedef {{ spec: PanelSpec, button: HTMLButtonElement, box: HTMLElement, panel: Panel | null }} Kept */

/** What a person opened is open again the next time; a browser may keep nothing. */
const memory = {
  get(/** @type {string} */ name) { try { return localStorage.getItem(`planform:${name}`) === "open"; } catch { return false; } },
  set(/** @type {string} */ name, /** @type {boolean} */ open) { try { localStorage.setItem(`planform:${name}`, open ? "open" : "closed"); } catch { /* not remembered */ } },
};

/**
 * Of a table of panels their buttons, the room they open in (below the head, or beside the fields), and ways to open and close them.
 * @param {View} view
 * @param {PanelSpec[]} table
 */
export function createPanels(view, table) {
  const rooms = { below: h("div", { className: "pf-panels" }), beside: h("div", { className: "pf-aside" }) };
  const all = new Map(table.map((spec) => [spec.name, made(spec)]));

  /** @param {PanelSpec} spec @returns {Kept} */
  function made(spec) {
    const id = uid();
    const button = h("button", { type: "button", className: "pf-tool", "aria-expanded": "false", "aria-controls": id, title: spec.label, onclick: () => toggle(spec.name) },
      icon(spec.icon), h("span", { className: "pf-tool-label", textContent: spec.label }));
    const box = h("section", { className: `pf-panel pf-panel-${spec.name}`, id, "aria-label": `${spec.label}, form ${id.slice(3)}`, hidden: true });
    box.addEventListener("keydown", (e) => { if (e.key === "Escape" && !e.defaultPrevented) { e.preventDefault(); shut(spec.name); } });
    rooms[spec.place ?? "below"].append(box);
    return { spec, button, box, panel: null };
  }
  /** @param {Kept} p */
  function build(p) {
    p.panel = p.spec.build(view);
    p.box.append(h("div", { className: "pf-panel-head" }, h("span", { className: "pf-panel-title", textContent: p.spec.label }),
      iconButton("remove", `Close ${p.spec.label}`, () => shut(p.spec.name))), p.panel.el);
    return p.panel;
  }
  const isOpen = (/** @type {string} */ name) => all.get(name)?.box.hidden === false;
  /** @param {string} name @param {boolean} open */
  function show(name, open) {
    const p = all.get(name);
    if (!p || isOpen(name) === open) return;
    const panel = p.panel ?? build(p);
    p.box.hidden = !open;
    p.button.setAttribute("aria-expanded", String(open));
    if (p.spec.remember) memory.set(name, open);
    if (open) panel.update?.();
    if (open && p.spec.place !== "beside") p.box.scrollIntoView({ block: "nearest" }); // the button stays in view, its panel may not be
  }
  const open = (/** @type {string} */ name) => { show(name, true); return all.get(name)?.panel; }, close = (/** @type {string} */ name) => show(name, false);
  const toggle = (/** @type {string} */ name) => show(name, !isOpen(name));
  /** Closed from inside: the focus goes back to the button. @param {string} name */
  function shut(name) {
    close(name);
    all.get(name)?.button.focus();
  }
  return {
    ...rooms, open, close, isOpen,
    buttons: [...all.values()].map((p) => p.button),
    update: (/** @type {StateEvent} */ event) => { for (const p of all.values()) if (!p.box.hidden) p.panel?.update?.(event); },
    /** Open what was open the last time. */
    recall: () => { for (const p of all.values()) if (p.spec.remember && memory.get(p.spec.name)) open(p.spec.name); },
    stop: () => { for (const p of all.values()) p.panel?.stop?.(); },
  };
}
