// One key, one act: a letter presses what carries it in `data-key`, so a part of the page brings its keys with it.
// Nothing happens while somebody types, in a dialog, with Ctrl, Alt or Meta, or when single keys are switched off.

export function listenToKeys({ onStep, onHelp, onFind, onClose = () => {} }) {
  const isOn = document.getElementById("keys-on");
  try { isOn.checked = localStorage.getItem("keys") !== "off"; } catch { /* private windows keep no choice */ }
  isOn.addEventListener("change", () => { try { localStorage.setItem("keys", isOn.checked ? "on" : "off"); } catch { /* as above */ } });
  const acts = { j: () => onStep(1), k: () => onStep(-1), "?": onHelp, "/": onFind };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) onClose();
    if (!isOn.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping(event.target)) return;
    const key = letter(event);
    const act = acts[key] ?? pressing(key);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

const SIGNS = { Minus: "-", Equal: "=", Slash: "/" };

// By the place on the keyboard, so that the keys work while the Thai layout is on.
function letter({ key, code, shiftKey }) {
  if (/^[a-z0-9]$/i.test(key)) return key.toLowerCase();
  if (/^[\x20-\x7e]$/.test(key)) return key;
  if (code === "Slash" && shiftKey) return "?";
  return code.startsWith("Key") ? code.slice(3).toLowerCase() : code.startsWith("Digit") ? code.slice(5) : SIGNS[code] ?? key;
}

function isTyping(target) {
  return Boolean(target.closest("input:not([type=checkbox]), textarea, select, dialog[open], [contenteditable]"));
}

function pressing(key) {
  const found = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key.split(" ").includes(key) && each.checkVisibility());
  if (!found) return null;
  const empty = found.form?.querySelector("textarea:required, textarea[name=note]");
  return empty && !empty.value.trim() ? () => empty.focus() : () => found.click();
}
