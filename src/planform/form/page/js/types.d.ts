// What the modules of the form hand to each other; read by editors and by the test that checks the types, loaded by no browser.

/** A field path; or a group's path, then a row's id and a column, as deep as groups are. */
export type Place = string[];

export type Kind = "line" | "short" | "prose" | "code" | "choice" | "level" | "date" | "datetime" | "number" | "effort" | "flag" | "tokens" | "list" | "checklist" | "rows";

/** A field as the kernel describes it; what says nothing is left out. */
export interface Field {
  path: string;
  key: string;
  label: string;
  kind: Kind;
  role?: string;
  options?: string[];
  required?: boolean;
  hint?: string;
  lang?: string;
  optional?: boolean;
  columns?: Field[];
  /** What one row or one item is called. */
  item?: string;
}

export interface Section { label: string; items: (Section | Field)[]; optional?: boolean; path?: undefined }

export interface Schema { name: string; common: Field[]; sections: Section[]; start: Record<string, unknown> }

export interface Row { id: string; cells: Record<string, any> }

export interface Tick { text: string; done: boolean }

/** A change, as it goes over the wire. */
export interface Change {
  op: "set" | "add" | "remove" | "move" | "many";
  at: Place;
  value?: any;
  index?: number;
  row?: Row;
  id?: string;
  order?: string[];
  changes?: Change[];
}

/** Ids of the parts of one field, so that labels and messages point to each other. */
export interface Ids { input: string; label: string; said: string; message: string }

/** What a person fills a field with. */
export interface Control {
  el: HTMLElement;
  /** What the label points to. */
  input: HTMLElement;
  /** Show a value from elsewhere. */
  put(value: any): void;
  focus?(): void;
  /** The control is several elements: the label names the group. */
  group?: boolean;
  /** The label stands beside it. */
  beside?: boolean;
}

export type MakeControl = (field: Field, value: any, edit: (value: any) => void, ids: Ids) => Control;

/** A field on the page. */
export interface Made {
  field: Field;
  el: HTMLElement;
  input?: HTMLElement;
  said?: HTMLElement;
  message: HTMLElement;
  put(value: any): void;
  sync?(): void;
  focus(): void;
}

/** A field at its place, with what is said of it. */
export interface Shown extends Made {
  at: Place;
  key: string;
  shown: [said: string, message: string];
}

/** Something happened to the state: "set" one value, "rows" of a group, "all" of it, or its "status". */
/** A value that the kernel has yet to confirm. */
export interface Sent { at: Place; value?: any }

/** What a form is known by: the cell that made it, and its plan in the store; "" where it has none. */
export interface Keys { cell: string; plan: string }

/** A field that the kernel did not confirm: what it had of it, and what stood on the page; rows without their ids. */
export interface Unsent { base: any; value: any; other?: boolean }

/** One place where two people's plans and the one they began from are not the same, in words. */
export interface Clash { path: string; label: string; by: string; base: string; mine: string; theirs: string; both?: boolean; [gone: string]: any }

export interface StateEvent { type: "set" | "rows" | "all" | "status"; at?: Place; source?: unknown; kept?: boolean; op?: string; message?: any }

/** One plan on this page, however many views show it; see state.js. */
export interface State {
  schema: Schema;
  cells: Record<string, any>;
  said: Map<string, string>;
  problems: Map<string, string>;
  can: [boolean, boolean];
  changed: boolean;
  /** The kernel has ended. */
  offline: boolean;
  /** There is no line to the kernel at the moment. */
  away: boolean;
  keys: Keys;
  note: string;
  revision: number | null;
  /** How many views show it. */
  views: number;
  failure: { about?: string; text: string } | null;
  conflict: any;
  notices: Map<string, { text: string; undo?: number }>;
  /** What an earlier form could not send, and what has changed since: a person decides. */
  doubtful: Map<string, Unsent>;
  busy: boolean;
  key(at: Place): string;
  get(at: Place): any;
  filled(field: Field): boolean;
  edit(at: Place, value: any, source?: unknown): void;
  flush(): void;
  newRow(field: Field, from?: Row): Row;
  add(at: Place, index: number, row: Row): void;
  remove(at: Place, id: string): void;
  move(at: Place, id: string, index: number): void;
  many(at: Place, changes: Change[]): void;
  field(path: string): Field | undefined;
  /** Let a field have a value without ids of rows. */
  use(path: string, value: any): void;
  decide(path: string, use: boolean): void;
  inform(kind: string, notice: { text: string; undo?: number }): void;
  dismiss(kind: string): void;
  stop(): void;
  ask(op: string, more?: Record<string, unknown>): void;
  on(listener: (event: StateEvent) => void): () => void;
  [more: string]: any;
}

/** One form on the page. */
export interface View {
  state: State;
  root: HTMLElement;
  widths: { el: HTMLElement; need: number; depth: number }[];
  /** Where a person is, or was last. */
  at?: Place;
  /** Top level sections, as they are shown. */
  parts: Part[];
  register(at: Place, control: Made): void;
  forget(at: Place): void;
  focus(at: Place): void;
  /** Bring a field into view, and enter it. */
  go(at: Place): void;
  show(at: Place): void;
  placeOf(element: Element): Place | undefined;
  say(text: string): void;
  save(): void;
  undo(): void;
  redo(): void;
  open(name: string): void;
  close(name: string): void;
}

export interface Part { node: Section; el: HTMLElement; heading: HTMLElement }

/** What opens from the toolbar. */
export interface PanelSpec { name: string; label: string; icon: string; place?: "below" | "beside"; remember?: boolean; build(view: View): Panel }

export interface Panel { el: HTMLElement; update?(event?: StateEvent): void; stop?(): void }
