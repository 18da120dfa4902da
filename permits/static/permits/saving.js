// Saves a form as it is typed: what changed goes to the server after a short pause, one request at a time. What does not
// arrive is kept on this device and sent again; what another tab saved first is told, and nothing is written over it.

import { fill } from "../town/asking.js";

const PAUSE_MS = 600;
const AGAIN_MS = 8000;
const REFUSED_AGAIN_MS = 60_000;

export const facts = JSON.parse(document.getElementById("form-facts").textContent);
export const { words, urls } = facts;
const KEY = `permits:${facts.key}`;

/** The values of a field's name in the form; a group without a choice gives [""], so that it can be emptied. */
function valuesOf(form, name) {
  const fields = [...form.elements].filter((field) => field.name === name && !field.disabled);
  const isGroup = fields.some((field) => field.type === "radio" || field.type === "checkbox");
  const values = isGroup ? fields.filter((field) => field.checked).map((field) => field.value) : fields.map((field) => field.value);
  return values.length ? values : [""];
}

function putBack(form, kept) {
  for (const [name, values] of Object.entries(kept)) {
    for (const field of form.elements) {
      if (field.name !== name) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else [field.value] = values;
    }
  }
}

function remembered() {
  try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; }
}

function remember(dirty, form) {
  const isPrivate = (name) => [...form.elements].some((field) => field.name === name && field.dataset.private !== undefined);
  const kept = Object.fromEntries([...dirty].filter((name) => !isPrivate(name)).map((name) => [name, valuesOf(form, name)]));
  try {
    if (Object.keys(kept).length) localStorage.setItem(KEY, JSON.stringify(kept));
    else localStorage.removeItem(KEY);
  } catch { /* private windows keep nothing: the server still gets it */ }
}

/** Starts saving; gives {changed(...names), flush(), onSaved(listener)} for fields that a script fills in. */
export function saver(form) {
  const said = document.getElementById("saved");
  const conflict = document.getElementById("conflict");
  const listeners = [];
  let dirty = new Set();
  let timer = 0;
  let flight = null;
  let isStopped = false;

  function say(state, sentence) {
    said.dataset.state = state;
    said.textContent = sentence;
  }

  function changed(...names) {
    names.forEach((name) => dirty.add(name));
    remember(dirty, form);
    if (!isStopped) say("saving", words.saving);
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE_MS);
  }

  /** A number or address half typed is not sent, lest it be called wrong: it goes when its field is left. */
  function halfTyped(name) {
    dirty.add(name);
    remember(dirty, form);
  }

  /** Send what changed; gives whether all of it is on the server. */
  async function flush() {
    clearTimeout(timer);
    if (flight) await flight;
    if (!dirty.size || isStopped) return !isStopped;
    flight = send();
    const isDone = await flight;
    flight = null;
    return isDone && dirty.size ? flush() : isDone;
  }

  /** Nothing of it is on the server: it stays to be sent, again after a while or with the next change. */
  function keepToSend(sent, sentence, again) {
    sent.forEach((name) => dirty.add(name));
    remember(dirty, form);
    say("kept", sentence);
    timer = setTimeout(flush, again);
    return false;
  }

  async function send() {
    const sent = dirty;
    dirty = new Set();
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "revision", "page"]) body.set(name, form.elements[name].value);
    for (const name of sent) valuesOf(form, name).forEach((value) => body.append(name, value));
    say("saving", words.saving);
    let answer;
    try {
      answer = await fetch(urls.save, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true });
    } catch {
      return keepToSend(sent, words.kept, AGAIN_MS);
    }
    if (answer.status === 429 || answer.status >= 500) return keepToSend(sent, words.busy, AGAIN_MS);
    const told = await answer.json().catch(() => ({}));
    if (answer.status === 409) {
      sent.forEach((name) => dirty.add(name));
      isStopped = true;
      conflict.querySelector("[data-sentence]").textContent = told.sentence;
      conflict.hidden = false;
      say("", "");
      return false;
    }
    if (!answer.ok) return keepToSend(sent, told.sentence ?? words.refused, REFUSED_AGAIN_MS);
    form.elements.revision.value = told.revision;
    remember(dirty, form);
    const isWhole = !Object.keys(told.problems).length;
    say(isWhole ? "saved" : "kept", isWhole ? fill(words.saved, { time: told.saved_at }) : words.problems);
    showProblems(form, told.problems, sent);
    listeners.forEach((listener) => listener(told));
    return true;
  }

  const nameOf = ({ target }) => target.name && target.form === form && !["revision", "page", "csrfmiddlewaretoken", "go"].includes(target.name) && target.type !== "file" && target.name;
  form.addEventListener("input", (event) => {
    const name = nameOf(event);
    if (name) (event.target.dataset.settled === undefined ? changed : halfTyped)(name);
  });
  form.addEventListener("change", (event) => { const name = nameOf(event); if (name) changed(name); });

  form.addEventListener("submit", async (event) => {
    if (!dirty.size && !flight) return;
    event.preventDefault();
    const { submitter } = event;
    if (await flush()) { form.requestSubmit(submitter); }
  });
  // A step of the form is gone to when all is saved, so that the next page is read with it.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("main a[href]");
    if (!link || link.target || (!dirty.size && !flight) || isStopped || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await flush();
    location.assign(link.href);
  });
  conflict?.querySelector("[data-overwrite]")?.addEventListener("click", (event) => {
    event.preventDefault();
    form.elements.revision.value = "";
    [isStopped, conflict.hidden] = [false, true];
    flush();
  });
  conflict?.querySelector("a")?.addEventListener("click", () => { dirty = new Set(); remember(dirty, form); });
  addEventListener("online", flush);
  addEventListener("pagehide", () => { if (dirty.size) flush(); });

  const kept = remembered();
  if (Object.keys(kept).length) {
    putBack(form, kept);
    const box = document.getElementById("put-back");
    if (box) { box.querySelector("[data-sentence]").textContent = words.found; box.hidden = false; }
    changed(...Object.keys(kept));
  }
  return { changed, flush, onSaved: (listener) => listeners.push(listener) };
}

/** Says at each field that was sent what is wrong with it, or nothing any more. */
function showProblems(form, problems, sent) {
  for (const place of document.querySelectorAll("[data-error]")) {
    const name = place.dataset.error;
    if (!sent.has(name) && !(name in problems)) continue;
    place.textContent = problems[name] ?? "";
    place.hidden = !(name in problems);
    for (const field of form.elements) if (field.name === name) field.setAttribute("aria-invalid", String(name in problems));
  }
}

// On a phone the sheet is pushed down to see the map, and up again.
document.querySelector("[data-grip]")?.addEventListener("click", ({ target }) => target.closest(".panel").classList.toggle("is-low"));
