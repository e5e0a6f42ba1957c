// Rows and lines moved by mouse, pen or finger. Keys have their own way: Alt with an arrow, and the buttons of a row.

const EDGE = 60; // pixels from the window's end within which a drag scrolls
const START = 4; // pixels before a press becomes a drag

/**
 * Let a list's children be dragged by their handle.
 * @param {HTMLElement} list
 * @param {string} handle selector of the handles
 * @param {(from: number, to: number) => void} move called once, at the end
 */
export function draggable(list, handle, move) {
  list.addEventListener("pointerdown", (e) => {
    const grip = /** @type {HTMLElement} */ (e.target).closest(handle);
    const row = grip && [...list.children].find((c) => c.contains(grip));
    if (!row || e.button !== 0 || list.children.length < 2 || grip.closest(".pf-rows, .pf-lines") !== list) return;
    e.preventDefault();
    follow(list, /** @type {HTMLElement} */ (grip), /** @type {HTMLElement} */ (row), e, move);
  });
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} grip
 * @param {HTMLElement} row
 * @param {PointerEvent} start
 * @param {(from: number, to: number) => void} move
 */
function follow(list, grip, row, start, move) {
  const rows = /** @type {HTMLElement[]} */ ([...list.children]), from = rows.indexOf(row), done = new AbortController();
  let to = from, moving = false, frame = 0, y = start.clientY;
  grip.setPointerCapture(start.pointerId);

  /** Between which rows the pointer is. */
  const gap = () => rows.findIndex((r) => { const box = r.getBoundingClientRect(); return y < box.top + box.height / 2; });
  function mark() {
    const before = gap() < 0 ? rows.length : gap();
    to = before > from ? before - 1 : before;
    rows.forEach((r, n) => {
      r.classList.toggle("pf-drop-before", to !== from && n === before);
      r.classList.toggle("pf-drop-after", to !== from && before === rows.length && n === rows.length - 1);
    });
  }
  function scroll() {
    const by = y < EDGE * 2 ? -12 : y > innerHeight - EDGE ? 12 : 0;
    if (by) { scrolling(list).scrollBy(0, by); mark(); }
    frame = requestAnimationFrame(scroll);
  }
  function end(/** @type {boolean} */ kept) {
    done.abort();
    cancelAnimationFrame(frame);
    row.classList.remove("pf-dragged");
    for (const r of rows) r.classList.remove("pf-drop-before", "pf-drop-after");
    if (kept && to !== from) move(from, to);
  }
  const on = { signal: done.signal };
  grip.addEventListener("pointermove", (e) => {
    y = e.clientY;
    if (!moving && Math.abs(y - start.clientY) < START) return;
    if (!moving) { moving = true; row.classList.add("pf-dragged"); scroll(); }
    mark();
  }, on);
  grip.addEventListener("pointerup", () => end(moving), on);
  grip.addEventListener("pointercancel", () => end(false), on);
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") { e.preventDefault(); end(false); } }, { ...on, capture: true });
}

/**
 * The element that scrolls what is shown.
 * @param {HTMLElement} element
 */
function scrolling(element) {
  for (let e = element.parentElement; e; e = e.parentElement) {
    if (e.scrollHeight > e.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(e).overflowY)) return e;
  }
  return document.documentElement;
}
