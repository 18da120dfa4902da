// Sends a survey in pieces that each say where they belong, so that a broken line or a closed window costs nothing: the
// server says how much is here and the sending goes on from there. Without this script the plain form works.

const PATIENCE_MS = [1000, 2000, 4000, 8000, 15000];

class Refused extends Error {}
class Lost extends Error {}

const part = (form, name) => form.querySelector(`[data-upload-${name}]`);
const words = (form) => form.querySelector("[data-words]").dataset;

function show(form, done, size) {
  const share = size ? done / size : 0;
  part(form, "progress").hidden = false;
  part(form, "progress").querySelector("progress").value = share * 100;
  part(form, "figure").textContent = `${megabytes(done)} / ${megabytes(size)} MB · ${Math.floor(share * 100)} %`;
}

const megabytes = (bytes) => (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });

function fail(form, sentence) {
  part(form, "progress").hidden = true;
  part(form, "failed").textContent = sentence;
  part(form, "failed").hidden = false;
  form.querySelector("button[type=submit]").disabled = false;
}

/** Ask the server; a broken line is `Lost`, a no is `Refused`, and a piece in the wrong place says where to go on. */
function ask(form, method, url, body, onProgress = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    request.responseType = "text";
    request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
    request.addEventListener("error", () => reject(new Lost()));
    request.addEventListener("timeout", () => reject(new Lost()));
    request.addEventListener("load", () => {
      let said;
      try { said = JSON.parse(request.responseText); } catch { said = null; }
      const isSignedOut = said === null && new URL(request.responseURL).pathname.includes("/login/");
      if (request.status < 300 && said) resolve(said);
      else if (request.status === 409 && said && "received" in said) resolve(said);
      else if (request.status === 423 || request.status >= 502) reject(new Lost());
      else reject(new Refused(said?.error ?? (isSignedOut ? words(form).signin : words(form).broken)));
    });
    request.send(body);
  });
}

/** Wait, but no longer than until the line is back. */
function pause(round) {
  return new Promise((resolve) => {
    const end = () => { removeEventListener("online", end); clearTimeout(timer); resolve(); };
    const timer = setTimeout(end, PATIENCE_MS[Math.min(round, PATIENCE_MS.length - 1)]);
    addEventListener("online", end);
  });
}

/** Do it again and again while the line is broken; the page says so meanwhile. */
async function patiently(form, act) {
  for (let round = 0; ; round += 1) {
    try {
      const answer = await act();
      part(form, "lost").hidden = true;
      return answer;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      part(form, "lost").hidden = false;
      await pause(round);
    }
  }
}

function announced(form, file) {
  const said = new FormData();
  said.set("name", file.name);
  said.set("size", file.size);
  said.set("modified", file.lastModified);
  for (const name of ["accuracy_class", "corrects"]) said.set(name, form.elements[name]?.value ?? "");
  return said;
}

async function send(form, file) {
  show(form, 0, file.size);
  const begun = await patiently(form, () => ask(form, "POST", form.dataset.parts, announced(form, file)));
  let { received } = begun;
  while (received < file.size) {
    const here = received;
    show(form, here, file.size);
    const piece = file.slice(here, here + begun.piece_bytes);
    ({ received } = await patiently(form, async () => {
      try {
        return await ask(form, "POST", `${begun.url}?offset=${here}`, piece, (sent) => show(form, Math.min(here + sent, file.size), file.size));
      } catch (error) {
        // The piece may have arrived although its answer was lost: the server knows.
        if (error instanceof Lost) { const state = await ask(form, "GET", begun.url); if (state.received !== here) return state; }
        throw error;
      }
    }));
  }
  show(form, file.size, file.size);
  part(form, "phase").textContent = words(form).checking;
  const { page } = await patiently(form, () => ask(form, "POST", `${begun.url}finish/`));
  location.assign(page);
}

async function submit(form) {
  const [file, ...more] = form.elements.file.files;
  part(form, "failed").hidden = true;
  if (!file) { fail(form, words(form).none); form.elements.file.focus(); return; }
  if (more.length) { fail(form, words(form).several); return; }
  form.querySelector("button[type=submit]").disabled = true;
  part(form, "phase").textContent = words(form).sending;
  try {
    await send(form, file);
  } catch (error) {
    fail(form, error instanceof Refused ? error.message : words(form).broken);
    if (!(error instanceof Refused)) throw error;
  }
}

function listen(form) {
  const zone = form.querySelector("[data-dropzone]");
  form.noValidate = true;
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(form); });
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    document.addEventListener(name, (event) => { event.preventDefault(); if (name === "drop" || !event.relatedTarget) zone.classList.remove("is-over"); });
  }
  document.addEventListener("drop", (event) => {
    const { files } = event.dataTransfer;
    if (files.length > 1) fail(form, words(form).several);
    else if (files.length) { form.elements.file.files = files; part(form, "failed").hidden = true; }
  });
}

listen(document.querySelector("[data-upload]"));
