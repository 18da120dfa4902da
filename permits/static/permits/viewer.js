// Documents of a petition, over the map: one page at a time, through all documents, by buttons and keys.

export function viewer() {
  const element = document.getElementById("viewer");
  const image = document.getElementById("viewer-image");
  const failed = document.getElementById("viewer-failed");
  const documents = [...document.querySelectorAll("[data-document]")];
  let at = -1;
  let page = 1;

  function draw() {
    const { document: url, pages, name } = documents[at].dataset;
    document.getElementById("viewer-name").textContent = name;
    document.getElementById("viewer-page").textContent = `${page} / ${pages}`;
    document.getElementById("viewer-save").href = `${url}?original`;
    failed.hidden = true;
    image.hidden = false;
    image.alt = `${name} ${page} / ${pages}`;
    image.src = `${url}?page=${page}`;
    element.hidden = false;
    for (const each of documents) each.setAttribute("aria-current", String(each === documents[at]));
  }

  function open(number, onPage = 1) {
    if (!documents.length) return;
    at = (number + documents.length) % documents.length;
    page = onPage;
    draw();
  }

  /** The next or previous page; after the last page the next document. */
  function turn(by) {
    const pages = Number(documents[at].dataset.pages);
    if (page + by > pages) open(at + 1);
    else if (page + by < 1) open(at - 1, Number(documents[(at - 1 + documents.length) % documents.length].dataset.pages));
    else { page += by; draw(); }
  }

  function close() { element.hidden = true; }

  image.addEventListener("error", () => { image.hidden = true; failed.hidden = false; });
  document.addEventListener("click", ({ target }) => {
    const asked = target.closest("[data-document]");
    if (asked) open(documents.indexOf(asked));
    if (target.closest("[data-turn]")) turn(Number(target.closest("[data-turn]").dataset.turn));
    if (target.closest("[data-close-viewer]")) close();
    if (target.closest("[data-size]")) element.classList.toggle("is-wide");
  });
  return { element, turn, close, next: () => open(element.hidden ? Math.max(at, 0) : at + 1) };
}
