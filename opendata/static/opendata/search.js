// The search box: what starts with or is called as what is typed, moved through with the arrow keys (ARIA combobox).

const PAUSE_MS = 180;

/** onChosen({kind, code, bbox, layer, id}); gives {url, focus()}. */
export function searchBox({ words, onChosen }) {
  const input = document.getElementById("q");
  const list = document.getElementById("found");
  let results = [];
  let active = -1;
  let timer = null;

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function choose(index) {
    if (!results[index]) return;
    input.value = results[index].code;
    close();
    onChosen(results[index]);
  }

  function activate(index) {
    active = (index + results.length) % results.length;
    const options = [...list.querySelectorAll("[id]")];
    options.forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
    options[active]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `found-${active}`);
  }

  async function look() {
    const q = input.value.trim();
    if (q.length < 2) return close();
    const response = await fetch(`${input.dataset.url}?q=${encodeURIComponent(q)}`).catch(() => null);
    if (q !== input.value.trim()) return;
    const told = response?.ok ? await response.json() : { results: [], note: (await detailOf(response)) ?? words.failed };
    results = told.results;
    const said = results.length || told.note ? told.note : words.nothing;
    list.replaceChildren(...(said ? [sentence(said)] : []), ...results.map(option));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    active = -1;
  }

  function option({ kind, code, title }, index) {
    const item = Object.assign(document.createElement("li"), { id: `found-${index}`, role: "option" });
    item.setAttribute("aria-selected", "false");
    item.append(element("b", code), element("span", [title, words.kinds[kind]].filter(Boolean).join(" · ")));
    item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(index); });
    return item;
  }

  function sentence(text) {
    const item = Object.assign(element("li", text), { className: "search__none" });
    item.setAttribute("role", "option");
    item.setAttribute("aria-disabled", "true");
    return item;
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, PAUSE_MS); });
  input.addEventListener("blur", () => setTimeout(close, 120));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); close(); }
    if (event.key === "ArrowDown" && results.length) { event.preventDefault(); activate(active + 1); }
    if (event.key === "ArrowUp" && results.length) { event.preventDefault(); activate(active - 1); }
  });
  input.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if (active < 0) await look();
    choose(Math.max(active, 0));
  });
  if (document.activeElement === input) look(); // typed before the script was there
  return { url: input.dataset.url, focus: () => input.focus() };
}

/** What the server says where it has no answer, such as that too many search. */
async function detailOf(response) {
  const told = await response?.json().catch(() => null);
  return typeof told?.detail === "string" ? told.detail : null;
}

function element(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}
