// Panels that open from the toolbar: each is built when it is first opened, and kept up to date only while it is open.

import { h, icon, iconButton, uid } from "./dom.js";

/** Of a table of panels their buttons, the room they open in (below the head, or beside the fields), and ways to open and close them.
 * A row of the table is { name, label, icon, place: "below" (default) | "beside", build(view) -> { el, update(event), stop() } }; `update` and `stop` may lack.
 */
export function createPanels(view, table) {
  const rooms = { below: h("div", { className: "pf-panels" }), beside: h("div", { className: "pf-beside-fields" }) };
  const all = new Map(table.map((spec) => [spec.name, made(spec)]));

  function made(spec) {
    const id = uid();
    const button = h("button", { type: "button", className: "pf-tool", "aria-expanded": "false", "aria-controls": id, title: spec.label, onclick: () => toggle(spec.name) },
      icon(spec.icon), h("span", { className: "pf-tool-label", textContent: spec.label }));
    const box = h("section", { className: `pf-panel pf-panel-${spec.name}`, id, "aria-label": spec.label, hidden: true });
    box.addEventListener("keydown", (e) => { if (e.key === "Escape" && !e.defaultPrevented) { e.preventDefault(); close(spec.name); button.focus(); } });
    rooms[spec.place ?? "below"].append(box);
    return { spec, button, box, panel: null };
  }
  function build(p) {
    p.panel = p.spec.build(view);
    p.box.append(h("div", { className: "pf-panel-head" }, h("span", { className: "pf-panel-title", textContent: p.spec.label }),
      iconButton("remove", `Close ${p.spec.label}`, () => { close(p.spec.name); p.button.focus(); })), p.panel.el);
  }
  const isOpen = (name) => Boolean(all.get(name)) && !all.get(name).box.hidden;
  function show(name, open) {
    const p = all.get(name);
    if (!p || isOpen(name) === open) return;
    if (open && !p.panel) build(p);
    p.box.hidden = !open;
    p.button.setAttribute("aria-expanded", String(open));
    if (open) p.panel.update?.();
  }
  const open = (name) => show(name, true), close = (name) => show(name, false), toggle = (name) => show(name, !isOpen(name));
  return {
    ...rooms, open, close, toggle, isOpen,
    buttons: [...all.values()].map((p) => p.button),
    update: (event) => { for (const p of all.values()) if (!p.box.hidden) p.panel.update?.(event); },
    stop: () => { for (const p of all.values()) p.panel?.stop?.(); },
  };
}
