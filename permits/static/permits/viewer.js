// Documents of a petition beside its panel: one page at a time through all of them, by buttons and keys, larger and
// turned as one likes; a page may be kept standing beside the next ones, to be compared.

import { sheet } from "./sheet.js";

export function viewer() {
  const part = (id) => document.getElementById(id);
  const element = part("viewer");
  const failed = part("viewer-failed");
  const documents = [...document.querySelectorAll("[data-document]")];
  const front = sheet(part("viewer-pane"), { onFailed: () => { failed.hidden = false; }, onFit: showFit, onShown: readNext });
  const beside = sheet(part("viewer-beside"));
  const turned = new Map();
  let at = -1;
  let page = 1;

  const address = (number, onPage) => `${documents[number].dataset.document}?page=${onPage}`;
  const pagesOf = (number) => Number(documents[number].dataset.pages);
  const round = (number) => (number + documents.length) % documents.length;

  function draw() {
    const { document: url, name } = documents[at].dataset;
    const told = `${page} / ${pagesOf(at)}`;
    part("viewer-name").textContent = name;
    part("viewer-page").textContent = told;
    part("viewer-save").href = `${url}?original`;
    failed.hidden = true;
    element.hidden = false;
    document.body.classList.add("has-viewer");
    front.show({ url: address(at, page), alt: `${name} ${told}`, turn: turned.get(address(at, page)) ?? 0 });
    for (const each of documents) each.setAttribute("aria-current", String(each === documents[at]));
  }

  function open(number, onPage = 1) {
    if (!documents.length) return;
    [at, page] = [round(number), onPage];
    const isFirst = element.hidden;
    draw();
    documents[at].scrollIntoView({ block: "nearest" });
    if (isFirst) front.focus();
  }

  /** The next or previous page; after the last page the next document. */
  function turn(by) {
    if (page + by > pagesOf(at)) open(at + 1);
    else if (page + by < 1) open(at - 1, pagesOf(round(at - 1)));
    else { page += by; draw(); }
  }

  /** The next page comes while this one is read, so that it is there at once. */
  function readNext() {
    new Image().src = page < pagesOf(at) ? address(at, page + 1) : address(round(at + 1), 1);
  }

  /** Back to the map; the focus goes to the document's line where it was in the viewer. */
  function close() {
    if (element.hidden) return false;
    const isWithin = element.contains(document.activeElement);
    element.hidden = true;
    document.body.classList.remove("has-viewer");
    for (const each of documents) each.setAttribute("aria-current", "false");
    if (isWithin) documents[at].focus();
    return true;
  }

  function rotate() { turned.set(address(at, page), front.rotate()); }

  /** This page stays on the left while the others are turned on the right; once more puts it away. */
  function keepPage(button) {
    const isKept = part("viewer-beside").hidden;
    part("viewer-beside").hidden = !isKept;
    button.setAttribute("aria-pressed", String(isKept));
    if (isKept) {
      const name = `${part("viewer-name").textContent} · ${part("viewer-page").textContent}`;
      part("viewer-beside").querySelector("[data-name]").textContent = name;
      beside.show({ url: address(at, page), alt: name, turn: turned.get(address(at, page)) ?? 0 });
    }
    front.lay();
  }

  function showFit(fit) {
    for (const each of element.querySelectorAll("[data-fit]")) each.setAttribute("aria-pressed", String(each.dataset.fit === fit));
  }

  document.addEventListener("click", ({ target }) => {
    const asked = target.closest("[data-document]");
    if (asked) open(documents.indexOf(asked));
    if (target.closest("[data-open-next]")) open(element.hidden ? Math.max(at, 0) : at + 1);
  });
  element.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const { turn: by, zoom, fit } = button.dataset;
    if (by) turn(Number(by));
    else if (zoom) front.zoom(Number(zoom));
    else if (fit) front.fit(fit);
    else if ("rotate" in button.dataset) rotate();
    else if ("keepPage" in button.dataset) keepPage(button);
    else if ("closeViewer" in button.dataset) close();
  });
  return { element, turn, close };
}
