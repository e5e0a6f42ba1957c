// One state for all views of a form on this page: what is shown, what is still to be sent, what the kernel has yet to confirm.

import { watchConnection } from "./connection.js";
import { anyUnsent, createNet, takeUnsent } from "./net.js";
import { fieldsByPath, plain, same, says } from "./values.js";

/** @import { Change, Field, Place, Row, Sent, State, StateEvent } from "./types.d.ts" */

const PAUSE = 150; // ms without a key before a value is sent
const PATIENCE = 2500; // ms after which a person should hear that the kernel is busy
const LOCAL = new Set(["net", "shown", "gone"]); // notices that only this page knows of
const key = (/** @type {Place} */ at) => JSON.stringify(at);
const orderOf = (/** @type {Place} */ at) => `order ${key(at)}`;

/** @param {any} model of the widget @returns {State} */
export function createState(model) {
  const me = Math.random().toString(36).slice(2);
  /** @type {Set<(event: StateEvent) => void>} */
  const listeners = new Set();
  /** Edited here, not sent yet. @type {Map<string, Sent>} */
  const pending = new Map();
  /** Sent, not confirmed: how often, by place; by group, for the order of its rows. @type {Map<string, Sent & { count: number }>} */
  const inFlight = new Map();
  /** What the kernel has confirmed last of each field that it has not confirmed by now. @type {Map<string, any>} */
  const confirmedLast = new Map();
  const fields = fieldsByPath(model.get("_schema")), net = createNet(me);
  let timer = 0, patience = 0, keeping = 0, rows = 0, asked = false, saving = false, taking = false, shown = false;

  /** @type {State} */
  const state = /** @type {any} */ ({
    schema: model.get("_schema"), cells: {}, said: new Map(), problems: new Map(), can: [false, false], rev: 0, keys: { cell: "", plan: "" },
    changed: false, revision: null, note: "", failure: null, conflict: null, notices: new Map(), doubtful: new Map(),
    busy: false, offline: false, away: false, views: 0, key,
  });
  const tell = (/** @type {StateEvent} */ event) => listeners.forEach((f) => f(event));
  const status = () => tell({ type: "status" });
  state.on = (f) => { listeners.add(f); return () => listeners.delete(f); };

  // Values

  /** Where a place's value is kept: [object, name]. Undefined when its row is gone. @param {Place} at @returns {[Record<string, any>, string] | undefined} */
  function find(at) {
    let holder = state.cells, name = at[0];
    for (let i = 1; i < at.length; i += 2) {
      const row = holder[name]?.find((/** @type {Row} */ r) => r.id === at[i]);
      if (!row) return undefined;
      [holder, name] = [row.cells, at[i + 1]];
    }
    return [holder, name];
  }
  const put = (/** @type {Place} */ at, /** @type {any} */ value) => { const spot = find(at); if (spot) spot[0][spot[1]] = value; return Boolean(spot); };
  const plainNow = (/** @type {string} */ path) => plain(/** @type {Field} */ (fields.get(path)), state.cells[path]);
  state.get = (at) => { const spot = find(at); return spot && spot[0][spot[1]]; };
  /** Whether a person has filled a field in: it says something, and not only what every new plan says. */
  state.filled = (field) => {
    const value = state.cells[field.path], start = state.schema.start[field.path];
    return says(value) && !(start && same(start, plain(field, value)));
  };

  // To the kernel

  /** @param {Record<string, any>} message @param {Place} [at] where it is to be confirmed @param {string} [k] */
  function send(message, at, k) {
    if (at && k) { expect(at, k, message.value); wait(); }
    try { model.send({ ...message, from: me }); } catch { lost(); }
  }
  /** @param {Place} at @param {string} k @param {any} [value] */
  const expect = (at, k, value) => inFlight.set(k, { at, value, count: (inFlight.get(k)?.count ?? 0) + 1 });
  function lost() {
    [state.offline, state.busy, saving] = [true, false, false];
    if (state.note === "Saving…") state.note = "";
    keepUnsent();
    status();
  }
  const waiting = () => inFlight.size > 0 || saving;
  function wait() {
    clearTimeout(patience);
    patience = window.setTimeout(() => { state.busy = waiting() && !state.offline; keepUnsent(); status(); }, PATIENCE);
  }
  function heard() {
    if (!state.busy || waiting()) return;
    state.busy = false;
    status();
  }
  /** @param {string} k */
  function confirmed(k) {
    const sent = inFlight.get(k);
    if (!sent) return;
    sent.count > 1 ? inFlight.set(k, { ...sent, count: sent.count - 1 }) : inFlight.delete(k);
    const [path] = sent.at;
    if (![...pending.values(), ...inFlight.values()].some((s) => s.at[0] === path) && confirmedLast.delete(path)) keepSoon();
    heard();
  }

  // What the browser keeps for a kernel that may have ended

  const unsent = () => Object.fromEntries([...[...confirmedLast].map(([path, base]) => [path, { base, value: plainNow(path) }]), ...state.doubtful]);
  function keepUnsent() {
    clearTimeout(keeping);
    keeping = 0;
    if (state.views) shown = true; else if (shown && state.offline) return; // a form that came after it has taken that up
    net.keep(state.keys, unsent());
  }
  const trouble = () => state.offline || state.away || state.busy || state.doubtful.size > 0;
  function keepSoon() { if (trouble() || !confirmedLast.size) keeping ||= window.setTimeout(keepUnsent, PAUSE); }
  const leaving = () => { if (!state.views) return; state.flush(); keepUnsent(); };

  /** Put what an earlier form of this plan could not send where it belongs; where something else stands by now, a person decides. */
  function takeUp() {
    let count = 0;
    for (const [path, { base, value, other }] of takeUnsent(state.keys)) {
      const field = fields.get(path), now = field && plainNow(path);
      if (!field || same(now, value)) continue;
      if (same(now, base) && !other) { state.use(path, value); count += 1; } else state.doubtful.set(path, { base, value });
    }
    if (count) state.notices.set("net", { text: `Put back what you typed in ${count} ${count === 1 ? "field" : "fields"} while the form was not connected.` });
    if (state.doubtful.size) keepUnsent();
  }
  /** Let a field have a value without ids of rows. */
  state.use = (path, value) => {
    const field = /** @type {Field} */ (fields.get(path));
    state.edit([path], regrown(field, value));
  };
  /** @param {Field} field @param {any} value @returns {any} */
  const regrown = (field, value) => (field.kind !== "rows" ? value : value.map((/** @type {any} */ row) => ({
    id: `${me}-${++rows}`, cells: Object.fromEntries((field.columns ?? []).map((c) => [c.key, regrown(c, row[c.key])])) })));
  state.decide = (path, use) => {
    const kept = state.doubtful.get(path);
    state.doubtful.delete(path);
    if (use && kept) state.use(path, kept.value);
    keepUnsent();
    status();
  };
  state.field = (path) => fields.get(path);

  // From this page

  state.flush = () => {
    clearTimeout(timer);
    timer = 0;
    for (const [k, { at, value }] of [...pending]) { pending.delete(k); send({ op: "set", at, value }, at, k); }
  };
  /** @param {string} path */
  function touch(path) {
    if (!confirmedLast.has(path)) confirmedLast.set(path, plainNow(path));
    state.note = "";
    if (!state.changed) { state.changed = true; status(); }
  }
  state.edit = (at, value, source) => {
    if (!find(at)) return;
    touch(at[0]);
    put(at, value);
    pending.set(key(at), { at, value });
    clearTimeout(timer);
    timer = window.setTimeout(state.flush, PAUSE);
    keepSoon();
    tell({ type: "set", at, source });
  };
  /** @param {Change} change @param {Place} [at] */
  function structural(change, at = change.at) {
    state.flush();
    touch(at[0]);
    const parts = change.changes ?? [change];
    parts.forEach(apply);
    for (const _ of parts.slice(1)) expect(at, orderOf(at)); // each part is confirmed
    send(change, at, orderOf(at));
    keepSoon();
    tell({ type: "rows", at });
  }
  state.newRow = (field, from) => ({
    id: `${me}-${++rows}`,
    cells: Object.fromEntries((field.columns ?? []).map((c) => [c.key, copied(c, from?.cells[c.key])])),
  });
  /** @type {Record<string, () => any>} */
  const EMPTY = { flag: () => false, list: () => [], tokens: () => [], checklist: () => [], rows: () => [] };
  /** @param {Field} c @param {any} v @returns {any} */
  const copied = (c, v) => (c.kind === "rows" ? (v ?? []).map((/** @type {Row} */ r) => state.newRow(c, r)) : v === undefined ? (EMPTY[c.kind]?.() ?? "") : structuredClone(v));
  state.add = (at, index, row) => structural({ op: "add", at, index, row });
  state.remove = (at, id) => structural({ op: "remove", at, id });
  state.move = (at, id, index) => structural({ op: "move", at, id, index });
  /** Several changes of the rows of one group as one step. */
  state.many = (at, changes) => structural(/** @type {any} */ ({ op: "many", changes }), at);
  state.ask = (op, more = {}) => {
    state.flush();
    if (op === "save" || op === "resolve") {
      state.failure = state.offline ? { about: op, text: "The form is not connected. Run its cell again and save there." } : null;
      saving = !state.offline;
      state.note = saving ? "Saving…" : "";
      if (saving) wait();
      status();
    }
    send({ op, ...more });
  };
  state.inform = (kind, notice) => { state.notices.set(kind, notice); status(); };
  state.dismiss = (kind) => { if (state.notices.delete(kind)) { if (!LOCAL.has(kind)) send({ op: "dismiss", kind }); status(); } };

  /** @param {Change} change */
  function apply({ op, at, value, index, row, id, order }) {
    if (op === "set") { put(at, value); return; }
    const list = state.get(at);
    if (!list) return;
    const before = list.findIndex((/** @type {Row} */ r) => r.id === (id ?? row?.id));
    if (op === "add" && before < 0) list.splice(index ?? list.length, 0, row);
    if (op === "remove" && before >= 0) list.splice(before, 1);
    if (op === "move" && before >= 0) list.splice(index, 0, list.splice(before, 1)[0]);
    if (order) list.sort((/** @type {Row} */ a, /** @type {Row} */ b) => order.indexOf(a.id) - order.indexOf(b.id));
  }

  // From the kernel

  const answered = (/** @type {object} */ what) => { saving = false; Object.assign(state, what); heard(); };
  const elsewhere = () => {}; // a panel takes it from the event
  /** @type {Record<string, (m: any) => void>} */
  const RECEIVE = {
    saved: (m) => {
      for (const kind of LOCAL) state.notices.delete(kind);
      answered({ changed: false, note: m.text, revision: m.revision, failure: null, conflict: null, keys: { ...state.keys, plan: m.plan ?? state.keys.plan } });
    },
    failed: (m) => answered({ note: "", failure: m }),
    conflict: (m) => answered({ note: "", failure: null, conflict: m }),
    notice: (m) => { m.notice ? state.notices.set(m.kind, m.notice) : state.notices.delete(m.kind); },
    state: (m) => { asked = false; load(m); if (taking) { taking = false; takeUp(); } },
    preview: elsewhere, history: elsewhere, revision: elsewhere, restored: elsewhere, file: elsewhere, imported: elsewhere, document: elsewhere,
  };
  /** @param {any} m */
  function receive(m) {
    if (state.offline) { state.offline = false; keepSoon(); status(); }
    if (m.to && m.to !== me) return; // what another tab has asked for
    if (RECEIVE[m.op]) { RECEIVE[m.op](m); tell({ type: m.op === "state" ? "all" : "status", op: m.op, message: m }); return; }
    if (m.rev !== state.rev + 1) { // something was missed: ask for all of it, once
      if (m.rev > state.rev && !asked) { asked = true; send({ op: "state" }); }
      return;
    }
    state.rev = m.rev;
    state.changed = true;
    consequences(m);
    for (const change of m.op === "many" ? m.changes : [m]) follow(change, m.from === me);
    status();
  }
  /** Do what the kernel did, unless it is this page's own doing. @param {Change} m @param {boolean} mine */
  function follow(m, mine) {
    const value = m.op === "set", k = value ? key(m.at) : orderOf(m.at);
    if (mine) confirmed(k);
    // Where a later change of this page is on its way, that one will be the last: an older value would wipe out what is being typed.
    const kept = value && (mine || pending.has(k) || inFlight.has(k));
    const typing = mine ? [] : unconfirmed().filter((s) => s.at.length > m.at.length && m.at.every((name, n) => s.at[n] === name));
    if (!kept) apply(inFlight.has(k) ? { ...m, order: undefined } : m);
    stand(typing); // what a person types in a row stands against a new value of the whole group
    tell({ type: value ? "set" : "rows", at: m.at, kept });
  }
  /** Let what a person has typed stand; where its row is gone, it is there to copy. @param {Sent[]} typed */
  function stand(typed) {
    const gone = typed.filter((s) => !put(s.at, s.value) && says(s.value));
    for (const s of gone) { pending.delete(key(s.at)); inFlight.delete(key(s.at)); }
    const text = gone.map((s) => (typeof s.value === "string" ? s.value : JSON.stringify(s.value))).join("\n");
    if (gone.length) state.inform("gone", { text: `The row that you were typing in was removed meanwhile. You had typed: ${text}` });
  }
  /** Values that the kernel has yet to confirm, the latest of each place last. */
  const unconfirmed = () => [...[...inFlight].filter(([k]) => !k.startsWith("order")).map(([, s]) => s), ...pending.values()];
  /** @param {any} m */
  function consequences(m) {
    state.can = m.can ?? state.can;
    for (const [at, text] of m.said ?? []) state.said.set(key(at), text);
    if (m.problems) state.problems = byPlace(m.problems);
  }
  /** @param {[Place, string][]} told */
  const byPlace = (told) => new Map(told.map(([at, text]) => [key(at), text]));
  /** @param {any} m */
  function load(m) {
    Object.assign(state, { cells: structuredClone(m.cells), rev: m.rev, can: m.can, changed: m.changed, revision: m.revision, keys: m.keys,
      said: byPlace(m.said), problems: byPlace(m.problems), notices: new Map([...state.notices].filter(([kind]) => LOCAL.has(kind)).concat(Object.entries(m.notices))) });
    stand(unconfirmed());
    state.note = m.revision && !m.changed ? `Saved, revision ${m.revision}` : "";
  }

  // The line

  const cut = () => { lost(); send({ op: "state" }); }; // the kernel ended, or the line to it was cut and is back: an answer tells which
  const unwatch = watchConnection(model, ({ away, ended }) => {
    if (ended && !state.offline) lost();
    if (away === state.away) return;
    state.away = away;
    asked = false;
    if (away) keepUnsent(); else send({ op: "state" });
    status();
  });
  state.stop = () => {
    for (const running of [timer, patience, keeping]) clearTimeout(running);
    model.off("msg:custom", receive);
    model.off("comm_live_update", cut);
    window.removeEventListener("pagehide", leaving);
    unwatch();
    listeners.clear();
  };
  load(model.get("_state"));
  model.on("msg:custom", receive);
  model.on("comm_live_update", cut);
  window.addEventListener("pagehide", leaving);
  taking = anyUnsent(state.keys);
  if (taking) send({ op: "state" }); // answered when the cell is through: what it writes by code stands by then
  return state;
}
