// Sends the survey with a bar of what has arrived, and takes a file dropped on the form. Without it the form works.

function show(form, share) {
  const bar = form.querySelector("[data-upload-progress]");
  bar.hidden = false;
  bar.querySelector("progress").value = share * 100;
  bar.querySelector("[data-upload-figure]").textContent = `${Math.floor(share * 100)} %`;
}

function fail(form) {
  form.querySelector("[data-upload-progress]").hidden = true;
  form.querySelector("[data-upload-failed]").hidden = false;
  form.querySelector("button[type=submit]").disabled = false;
}

/** Go where the server sent us; a form that was not accepted comes back in place, the chosen file still in it. */
function arrive(form, request) {
  if (new URL(request.responseURL).pathname !== location.pathname) { location.assign(request.responseURL); return; }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const again = page.querySelector("[data-upload]");
  if (!again) { fail(form); return; }
  const { files } = form.querySelector("input[type=file]");
  form.replaceWith(again);
  again.querySelector("input[type=file]").files = files;
  again.querySelector("[aria-invalid='true']")?.focus();
  listen(again);
}

function send(form) {
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => show(form, total ? loaded / total : 0));
  request.addEventListener("load", () => (request.status < 500 ? arrive(form, request) : fail(form)));
  request.addEventListener("error", () => fail(form));
  request.open("POST", location.href);
  request.send(new FormData(form));
  form.querySelector("[data-upload-failed]").hidden = true;
  form.querySelector("button[type=submit]").disabled = true;
  show(form, 0);
}

function listen(form) {
  form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) form.querySelector("input[type=file]").files = event.dataTransfer.files;
  });
}

listen(document.querySelector("[data-upload]"));
