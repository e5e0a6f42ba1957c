// One state for all views of a form on this page: what is shown, what is still to be sent, what the kernel has yet to confirm.

const PAUSE = 150; // ms without a key before a value is sent
const PATIENCE = 2500; // ms after which a person should hear that the kernel is busy
const key = (at) => JSON.stringify(at);

/** Whether a value says anything. */
export const says = (v) =>
  Array.isArray(v) ? v.some(says) : v && typeof v === "object" ? Object.entries(v).some(([k, x]) => k !== "id" && says(x)) : Boolean(v);

/** Whether two values are equal, whatever the order of their names. */
function same(a, b) {
  if (!a || !b || typeof a !== "object" || typeof b !== "object") return a === b;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((n) => same(a[n], b[n]));
}

export function createState(model) {
  const me = Math.random().toString(36).slice(2);
  const listeners = new Set();
  const pending = new Map(); // edited here, not sent yet
  const inFlight = new Map(); // sent, not confirmed: how many, by place (and by group, for the order of its rows)
  const orderOf = (at) => `order ${key(at)}`;
  let timer = 0, patience = 0, rows = 0, asked = false;

  const state = {
    schema: model.get("_schema"), cells: {}, said: new Map(), problems: new Map(), can: [false, false], rev: 0,
    changed: false, revision: null, note: "", failure: null, busy: false, offline: false, key,
  };
  const tell = (event) => listeners.forEach((f) => f(event));
  state.on = (f) => { listeners.add(f); return () => listeners.delete(f); };

  /** Where a place's value is kept: [object, name]. Undefined when its row is gone. */
  function find(at) {
    let holder = state.cells, name = at[0];
    for (let i = 1; i < at.length; i += 2) {
      const row = holder[name]?.find((r) => r.id === at[i]);
      if (!row) return undefined;
      [holder, name] = [row.cells, at[i + 1]];
    }
    return [holder, name];
  }
  /** Whether a person has filled a field in: it says something, and not only what every new plan says. */
  state.filled = (field) => {
    const value = state.cells[field.path], start = state.schema.start[field.path];
    return says(value) && !(start && same(start, plain(field, value)));
  };
  const plain = (field, value) => (field.kind === "rows" ? value.map((r) => Object.fromEntries(field.columns.map((c) => [c.key, plain(c, r.cells[c.key])]))) : value);
  state.get = (at) => { const spot = find(at); return spot && spot[0][spot[1]]; };
  const put = (at, value) => { const spot = find(at); if (spot) spot[0][spot[1]] = value; return Boolean(spot); };

  function send(message, place) {
    try {
      model.send({ ...message, from: me });
      if (place) { inFlight.set(place, (inFlight.get(place) ?? 0) + 1); wait(); }
    } catch { lost(); }
  }
  function lost() {
    state.offline = true;
    tell({ type: "status" });
  }
  function wait() {
    clearTimeout(patience);
    patience = setTimeout(() => { state.busy = inFlight.size > 0; tell({ type: "status" }); }, PATIENCE);
  }
  function confirmed(k) {
    const left = (inFlight.get(k) ?? 1) - 1;
    left ? inFlight.set(k, left) : inFlight.delete(k);
    if (state.busy && !inFlight.size) { state.busy = false; tell({ type: "status" }); }
  }

  // From this page

  state.flush = () => {
    clearTimeout(timer);
    timer = 0;
    for (const [k, { at, value }] of pending) { pending.delete(k); send({ op: "set", at, value }, k); }
  };
  state.edit = (at, value, source) => {
    if (!put(at, value)) return;
    touched();
    pending.set(key(at), { at, value });
    clearTimeout(timer);
    timer = setTimeout(state.flush, PAUSE);
    tell({ type: "set", at, source });
  };
  function touched() {
    state.note = "";
    if (!state.changed) { state.changed = true; tell({ type: "status" }); }
  }
  function structural(change) {
    state.flush();
    touched();
    apply(change);
    send(change, orderOf(change.at));
    tell({ type: "rows", at: change.at });
  }
  state.newRow = (field, from) => ({
    id: `${me}-${++rows}`,
    cells: Object.fromEntries((field.columns ?? []).map((c) => [c.key, copied(c, from?.cells[c.key])])),
  });
  const EMPTY = { flag: () => false, list: () => [], tokens: () => [], checklist: () => [], rows: () => [] };
  const copied = (c, v) => (c.kind === "rows" ? (v ?? []).map((r) => state.newRow(c, r)) : v === undefined ? (EMPTY[c.kind]?.() ?? "") : structuredClone(v));
  state.add = (at, index, row) => structural({ op: "add", at, index, row });
  state.remove = (at, id) => structural({ op: "remove", at, id });
  state.move = (at, id, index) => structural({ op: "move", at, id, index });
  state.ask = (op, more = {}) => {
    state.flush();
    if (op === "save") { state.failure = null; state.note = "Saving…"; tell({ type: "status" }); }
    send({ op, ...more });
  };

  function apply({ op, at, value, index, row, id, order }) {
    if (op === "set") { put(at, value); return; }
    const list = state.get(at);
    if (!list) return;
    const before = list.findIndex((r) => r.id === (id ?? row.id));
    if (op === "add" && before < 0) list.splice(index ?? list.length, 0, row);
    if (op === "remove" && before >= 0) list.splice(before, 1);
    if (op === "move" && before >= 0) list.splice(index, 0, list.splice(before, 1)[0]);
    if (order) list.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  }

  // From the kernel

  const RECEIVE = {
    saved: (m) => Object.assign(state, { changed: false, note: m.text, failure: null }),
    failed: (m) => Object.assign(state, { note: "", failure: m }),
    conflict: (m) => Object.assign(state, { note: "", failure: { ...m, conflict: true } }),
    state: (m) => { asked = false; load(m); },
  };
  function receive(m) {
    if (state.offline) { state.offline = false; tell({ type: "status" }); }
    if (RECEIVE[m.op]) { RECEIVE[m.op](m); tell({ type: m.op === "state" ? "all" : "status", op: m.op }); return; }
    if (m.rev !== state.rev + 1) { // something was missed: ask for all of it, once
      if (m.rev > state.rev && !asked) { asked = true; send({ op: "state" }); }
      return;
    }
    state.rev = m.rev;
    const mine = m.from === me;
    state.changed = true;
    consequences(m);
    for (const change of m.op === "many" ? m.changes : [m]) follow(change, mine);
    tell({ type: "status" });
  }
  /** Do what the kernel did, unless it is this page's own doing. */
  function follow(m, mine) {
    const value = m.op === "set", k = value ? key(m.at) : orderOf(m.at);
    if (mine) confirmed(k);
    // Where a later change of this page is on its way, that one will be the last: an older value would wipe out what is being typed.
    const kept = value && (mine || pending.has(k) || inFlight.has(k));
    const typing = value && !kept ? unconfirmedBelow(m.at) : [];
    if (!kept) apply(inFlight.has(k) ? { ...m, order: undefined } : m);
    for (const [at, text] of typing) put(at, text);
    tell({ type: value ? "set" : "rows", at: m.at, kept });
  }
  /** What a person has typed in the rows of a group and the kernel has not confirmed: it stands against a new value of the whole group. */
  function unconfirmedBelow(at) {
    const start = `${key(at).slice(0, -1)},`;
    return [...new Set([...pending.keys(), ...inFlight.keys()])].filter((k) => k.startsWith(start)).map((k) => JSON.parse(k)).map((place) => [place, state.get(place)]);
  }
  function consequences(m) {
    state.can = m.can ?? state.can;
    for (const [at, text] of m.said ?? []) state.said.set(key(at), text);
    if (m.problems) state.problems = new Map(m.problems.map(([at, text]) => [key(at), text]));
  }
  function load(m) {
    Object.assign(state, { cells: structuredClone(m.cells), rev: m.rev, can: m.can, changed: m.changed, revision: m.revision });
    state.said = new Map(m.said.map(([at, text]) => [key(at), text]));
    state.problems = new Map(m.problems.map(([at, text]) => [key(at), text]));
    for (const { at, value } of pending.values()) put(at, value);
    state.note = m.revision && !m.changed ? `Saved, revision ${m.revision}` : "";
  }

  load(model.get("_state"));
  model.on("msg:custom", receive);
  // The kernel ended, or the line to it was cut and is back: an answer tells which.
  model.on("comm_live_update", () => { lost(); send({ op: "state" }); });
  return state;
}
