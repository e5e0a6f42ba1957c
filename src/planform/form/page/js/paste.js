// What a clipboard holds, as lines or as a table: a list in Markdown, a table in Markdown or HTML, a block of a spreadsheet.

/** @import { Field, Row, Tick } from "./types.d.ts" */

const MARK = /^\s*(?:[-*+•]|\d+[.)])\s+(?:\[([ xX])\]\s*)?|^\s*\[([ xX])\]\s*/;
const PIPES = /^\s*\|.*\|\s*$/;
const RULE = /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/;

/**
 * A pasted text as lines, list marks taken off; ticks are kept.
 * @param {string} text
 * @returns {Tick[]}
 */
export function parseLines(text) {
  return text.split(/\r?\n/).filter((l) => l.trim()).map((l) => {
    const mark = MARK.exec(l);
    return { text: l.slice(mark?.[0].length ?? 0).trim(), done: /x/i.test(mark?.[1] ?? mark?.[2] ?? "") };
  });
}

/**
 * A pasted text as the cells of a table, or null where it is none.
 * @param {string} text
 * @param {string} [html]
 * @returns {string[][] | null}
 */
export function parseTable(text, html = "") {
  const table = /<table/i.test(html) ? new DOMParser().parseFromString(html, "text/html").querySelector("table") : null; // scripts in it do not run
  if (table) return [...table.rows].map((r) => [...r.cells].map((c) => (c.textContent ?? "").trim()));
  const lines = text.split(/\r?\n/).filter((l) => l.trim());
  if (lines.length > 1 && lines.every((l) => PIPES.test(l))) return lines.filter((l) => !RULE.test(l)).map(piped);
  return text.includes("\t") ? spread(text) : null;
}

/** @param {string} line */
const piped = (line) => line.trim().slice(1, -1).split(/(?<!\\)\|/).map((c) => c.replaceAll("\\|", "|").trim());

/**
 * Cells between tabs; a cell in quotation marks may hold line ends, and quotation marks twice.
 * @param {string} text
 */
function spread(text) {
  const rows = [[""]];
  const add = (/** @type {string} */ t) => { const row = rows[rows.length - 1]; row[row.length - 1] += t; };
  for (const [all, quoted, end] of text.matchAll(/(?<=^|[\t\n])"((?:[^"]|"")*)"(?=[\t\r\n]|$)|(\t|\r?\n)|[^\t\r\n]+|\r/g)) {
    if (quoted != null) add(quoted.replaceAll('""', '"'));
    else if (end === "\t") rows[rows.length - 1].push("");
    else if (end) rows.push([""]);
    else add(all);
  }
  return rows.map((r) => r.map((c) => c.trim())).filter((r) => r.some(Boolean));
}

/** @param {string} text */
const bare = (text) => text.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();

/**
 * The cells of a pasted table by column: by its first row where that names columns, else from a column onwards.
 * @param {string[][]} table
 * @param {Field[]} columns
 * @param {number} first column that the person is in
 * @returns {Record<string, string>[]}
 */
function byColumn(table, columns, first) {
  const named = table[0].map((t) => columns.find((c) => t && [c.label, c.key, c.role ?? ""].some((name) => bare(name) === bare(t))));
  const headed = named.filter(Boolean).length * 2 > table[0].filter(Boolean).length;
  const targets = headed ? named : table[0].map((_, n) => columns[first + n]);
  return table.slice(headed ? 1 : 0).map((cells) => Object.fromEntries(cells.flatMap((text, n) => (targets[n] ? [[targets[n].key, text]] : []))));
}

const TICKED = /^(?:x|yes|true|done|1|\[x\]|☑|✓|✔)$/i;

/** How a pasted text becomes a value, by kind; others take the text. @type {Record<string, (text: string) => unknown>} */
const VALUES = {
  flag: (text) => TICKED.test(text.trim()),
  list: (text) => parseLines(text).map((l) => l.text),
  checklist: parseLines,
  tokens: (text) => text.split(",").map((t) => t.trim()).filter(Boolean),
};

/**
 * What a clipboard holds as cells for new rows of a group; none where it is to be pasted as any text.
 * @param {DataTransfer | null} clipboard
 * @param {Field} group
 * @param {number} first number of the column that the person is in
 * @returns {Record<string, unknown>[]}
 */
export function rowsFrom(clipboard, group, first) {
  const text = clipboard?.getData("text/plain") ?? "", columns = group.columns ?? [], kind = columns[first]?.kind;
  const table = parseTable(text, clipboard?.getData("text/html"));
  if (table && (table.length > 1 || table[0].length > 1)) return byColumn(table, columns, first).map((cells) => filled(cells, columns));
  const lines = kind === "prose" || kind === "code" ? [] : parseLines(text); // lines of prose are one text
  return lines.length < 2 ? [] : lines.map((l) => filled({ [columns[first].key]: l.text, ...ticked(l, columns) }, columns));
}

/** @type {(line: Tick, columns: Field[]) => Record<string, string>} */
const ticked = (line, columns) => (line.done ? Object.fromEntries(columns.filter((c) => c.kind === "flag").slice(0, 1).map((c) => [c.key, "x"])) : {});

/**
 * A text as the value of a column.
 * @param {string} text
 * @param {Field} column
 */
function valued(text, column) {
  if (column.options) return column.options.find((o) => o.toLowerCase() === text.trim().toLowerCase()) ?? text;
  if (VALUES[column.kind]) return VALUES[column.kind](text);
  return column.kind === "prose" || column.kind === "code" ? text : text.replace(/\s*\n\s*/g, " ");
}

/** @type {(cells: Record<string, string>, columns: Field[]) => Record<string, unknown>} */
const filled = (cells, columns) => Object.fromEntries(columns.filter((c) => c.key in cells && c.kind !== "rows").map((c) => [c.key, valued(cells[c.key], c)]));
