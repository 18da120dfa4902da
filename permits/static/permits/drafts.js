// Words typed at the desk and not sent yet stay in this tab: through a lost network, a sign-out, a look at the next
// petition. They are gone when the tab is closed, and another officer does not see them.

const KINDS = "textarea[name]:not([readonly]), input[type=text][name], input[type=number][name], input[type=date][name], .desk__checklist input[name=note]";

/** `name` tells drafts of one officer and petition from all others. */
export function keepDrafts(name) {
  const key = `desk-${name}`;
  const kept = read(key);
  const isDone = Boolean(document.querySelector("#messages .message--success"));
  // What was sent and taken is forgotten; what was sent and lost on the way comes back.
  for (const field of Object.keys(kept)) if (isDone && kept[field].isSent) delete kept[field];
  write(key, kept);
  for (const field of document.querySelectorAll(KINDS)) restore(field, kept[nameOf(field)]);

  document.addEventListener("input", ({ target }) => {
    if (!target.matches(KINDS)) return;
    kept[nameOf(target)] = { words: target.value };
    write(key, kept);
  });
  document.addEventListener("submit", ({ target }) => {
    for (const field of target.querySelectorAll(KINDS)) if (kept[nameOf(field)]) kept[nameOf(field)].isSent = true;
    write(key, kept);
  });
}

const nameOf = (field) => `${field.form?.getAttribute("action")} ${field.id || field.name}`;

/** Not over what the server gives back as it was typed. */
function restore(field, draft) {
  if (!draft?.words || field.value === draft.words || field.closest("details[open]")?.querySelector(".errorlist")) return;
  field.value = draft.words;
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

function read(key) {
  try { return JSON.parse(sessionStorage.getItem(key) ?? "{}"); } catch { return {}; }
}

function write(key, kept) {
  try { sessionStorage.setItem(key, JSON.stringify(kept)); } catch { /* private windows keep nothing */ }
}
