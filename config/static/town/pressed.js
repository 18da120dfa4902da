// A list that is drawn anew by itself waits while somebody presses on it: a press on what is gone by then would be lost.

const AFTER_MS = 100; // the click of a finger comes a little after the finger has lifted
const waiting = new Map();

/** Do it now, or when the press on the element is over; of several that wait the last is done. */
export function unlessPressed(element, draw) {
  if (!element.matches(":active")) { draw(); return; }
  const isFirst = !waiting.has(element);
  waiting.set(element, draw);
  if (!isFirst) return;
  const over = new AbortController();
  const lifted = () => { over.abort(); setTimeout(() => { waiting.get(element)(); waiting.delete(element); }, AFTER_MS); };
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, lifted, { capture: true, signal: over.signal });
}
