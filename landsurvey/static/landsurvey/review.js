// The review desk at the speed of the keyboard: the next card and its shapes are asked for before they are needed, a
// decision shows the next undecided row at once and is taken back if the server refuses it. Without it links and forms work.

import { reviewMap } from "./reviewmap.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const card = document.getElementById("card");
const live = document.getElementById("live");
const keys = document.getElementById("keys");
const kept = new Map();
const KEEP = 12;
const done = [];
let inFlight = Promise.resolve();
let map = null;

const article = () => card.querySelector(".feature");
const facet = () => { const query = new URLSearchParams(location.search); query.delete("row"); query.delete("q"); return query; };

function addressOf(row) {
  const query = facet();
  query.set("row", row);
  return query.toString();
}

/** Card and shapes of a row, asked for once and kept for a while. */
function ask(row) {
  const query = addressOf(row);
  if (!kept.has(query)) {
    kept.set(query, {
      html: fetch(`${facts.address.card}?${query}`, { headers: { Accept: "text/html" } }).then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.text(); }),
      shapes: fetch(`${facts.address.shapes}?${query}`).then((answer) => answer.json()),
    });
    if (kept.size > KEEP) kept.delete(kept.keys().next().value);
  }
  return kept.get(query);
}

function forget(row) {
  kept.delete(addressOf(row));
}

function prefetch() {
  const { next, open } = article()?.dataset ?? {};
  for (const row of new Set([open, next])) if (row) ask(row);
}

function announce(words) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = words; });
}

async function drawShapes(row) {
  const shapes = await ask(row).shapes;
  if (article()?.dataset.row === String(row)) map?.show(shapes);
}

/** Show a row; `said` is read out before its title. */
async function go(row, { said = "", push = true } = {}) {
  if (!row) return;
  let html;
  try { html = await ask(row).html; } catch { forget(row); location.assign(`?${addressOf(row)}`); return; }
  card.innerHTML = html;
  htmx.process(card);
  if (push) history.pushState({ row }, "", `?${addressOf(row)}`);
  const title = card.querySelector("[data-title]")?.textContent ?? "";
  const change = card.querySelector(".badge--change")?.textContent ?? "";
  announce(`${said} ${row} ${title} ${change}`.trim());
  card.closest(".panel").scrollTop = 0;
  drawShapes(row).catch(() => {});
  prefetch();
}

function refuse(sentence, comment) {
  const place = card.querySelector("[data-refusal]");
  if (place) { place.textContent = sentence; place.hidden = false; }
  const box = card.querySelector("#comment");
  if (box && comment) { box.value = comment; box.form.toggleAttribute("data-wanted", true); }
  announce(sentence);
}

async function send(form, decision) {
  const body = new FormData(form);
  body.set("decision", decision);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": body.get("csrfmiddlewaretoken") } });
  const said = await answer.json().catch(() => ({ said: facts.words.offline }));
  return { ok: answer.ok, ...said };
}

function showTally(html) {
  const isOpen = document.querySelector(".desk__filter")?.open;
  document.getElementById("tally").innerHTML = html;
  const filter = document.querySelector(".desk__filter");
  if (filter && isOpen) filter.open = true;
}

/** Decide on the row shown. The next one stands there before the server has answered. */
async function decide(form, decision) {
  const { row, open } = article().dataset;
  const comment = form.querySelector("[name=comment]")?.value ?? "";
  if (decision === "returned" && !comment.trim()) { startReturn(); return; }
  if (article().dataset.busy) return;
  article().dataset.busy = "yes";
  const stays = ["pending", "open"].includes(decision);
  const answer = send(form, decision).catch(() => ({ ok: false, said: facts.words.offline }));
  inFlight = answer;
  if (!stays) done.push(row);
  const said = facts.words[decision] ?? "";
  const moved = !stays && open ? go(open, { said }) : null;
  const { ok, said: sentence, tally } = await answer;
  await moved;
  forget(row);
  if (!ok) {
    if (!stays) done.splice(done.lastIndexOf(row), 1);
    await go(row, { push: Boolean(moved) });
    refuse(sentence, comment);
    return;
  }
  showTally(tally);
  if (stays) { if (article().dataset.row === row) await go(row, { said, push: false }); return; }
  if (!open) { await go(row, { said: `${said} ${facts.words.done}`, push: false }); }
}

/** Lineage and codes: the row stays and is asked for anew. */
async function decideHere(form, decision) {
  const { row } = article().dataset;
  const { ok, said, tally } = await send(form, decision).catch(() => ({ ok: false, said: facts.words.offline }));
  forget(row);
  await go(row, { push: false });
  if (ok) showTally(tally);
  else refuse(said, "");
}

async function undo() {
  await inFlight;
  const form = () => card.querySelector("[data-decide]");
  const isOpen = () => form()?.querySelector("button[value=pending], button[value=open]")?.disabled;
  if (isOpen() && done.length) {
    const last = done.pop();
    forget(last);
    await go(last);
  }
  if (!form() || isOpen()) { announce(facts.words.nothingToUndo); return; }
  await decide(form(), form().querySelector("button[value=open]") ? "open" : "pending");
}

function press(first, second) {
  const form = card.querySelector("[data-decide]");
  const button = form?.querySelector(`button[value=${first}]`) ?? form?.querySelector(`button[value=${second}]`);
  if (button && !button.disabled) decide(form, button.value);
}

function startReturn() {
  const box = card.querySelector("#comment");
  if (!box) return;
  box.form.toggleAttribute("data-wanted", true);
  box.focus();
  box.scrollIntoView({ block: "nearest" });
}

const acts = {
  j: () => go(article()?.dataset.next), ArrowRight: () => go(article()?.dataset.next),
  k: () => go(article()?.dataset.previous), ArrowLeft: () => go(article()?.dataset.previous),
  a: () => press("accepted", "keep"),
  r: () => (card.querySelector("button[value=returned]") ? startReturn() : press("retire", "retire")),
  u: undo,
  l: () => { const form = card.querySelector("[data-lineage]"); if (form) decideHere(form, "confirmed"); },
  g: () => { const group = document.querySelector("[data-group]"); if (group) { group.open = true; group.querySelector("button").focus(); group.scrollIntoView({ block: "nearest" }); } },
  m: () => map?.nextMode(),
  "/": () => document.getElementById("find").focus(),
  "?": () => keys.showModal(),
};
// The keys of a Thai keyboard lie on the same places.
const THAI = { "่": "j", "า": "k", "ฟ": "a", "พ": "r", "ี": "u", "ส": "l", "เ": "g", "ท": "m", "ฝ": "/" };

document.addEventListener("keydown", (event) => {
  if (keys.open || event.altKey || event.metaKey) return;
  const box = event.target.closest("input:not([type=radio]), textarea, select");
  if (event.key === "Escape" && box) { box.blur(); card.focus(); return; }
  if (event.key === "Enter" && event.ctrlKey && event.target.id === "comment") { event.preventDefault(); press("returned", "keep"); return; }
  if (box || event.ctrlKey) return;
  const isArrow = event.key.startsWith("Arrow");
  if (isArrow && event.target.closest("[role=slider], [role=application], [type=radio]")) return;
  const act = acts[event.key] ?? acts[THAI[event.key]] ?? acts[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (form.matches("[data-decide]")) { event.preventDefault(); decide(form, submitter.value); }
  if (form.matches("[data-stay]")) { event.preventDefault(); decideHere(form, submitter.value); }
  if (form.matches(".desk__find")) {
    event.preventDefault();
    const answer = await fetch(`${facts.address.find}?q=${encodeURIComponent(form.q.value)}`);
    const { row } = await answer.json();
    if (!row) { announce(facts.words.notFound); document.getElementById("note").textContent = facts.words.notFound; return; }
    document.getElementById("note").textContent = "";
    history.pushState({ row }, "", `?row=${row}`);
    for (const chip of document.querySelectorAll(".chip")) chip.removeAttribute("aria-current");
    card.focus();
    go(String(row), { push: false });
  }
});

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-go], [data-row-link]");
  if (step && !event.ctrlKey && !event.metaKey) { event.preventDefault(); go(step.dataset.rowLink ?? article().dataset[step.dataset.go]); }
  if (event.target.closest("[data-keys]")) keys.showModal();
  if (event.target.closest("[data-grip]")) document.querySelector(".desk__panel").classList.toggle("is-low");
});

addEventListener("popstate", () => {
  const row = new URLSearchParams(location.search).get("row");
  if (row) go(row, { push: false });
  else location.reload();
});

card.classList.add("is-quick");
for (const chip of document.querySelectorAll(".chip[aria-current]")) chip.scrollIntoView({ block: "nearest", inline: "center" });
prefetch();
map = await reviewMap({ facts, note: document.getElementById("note"), onRow: (row) => go(String(row)) });
if (article()) drawShapes(article().dataset.row).catch(() => {});
document.body.dataset.ready = "yes";
