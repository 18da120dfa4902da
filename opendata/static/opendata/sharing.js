// Handing on what one sees: its address to be copied, or given to the phone's own way of sharing.

/** address() gives the link. */
export function sharing({ dialog, words, address }) {
  const link = dialog.querySelector("input");
  const note = dialog.querySelector("[role=status]");
  const give = dialog.querySelector("[data-give]");
  give.hidden = !navigator.share;
  new MutationObserver(() => { if (dialog.open) { link.value = address(); note.textContent = ""; link.select(); } }).observe(dialog, { attributeFilter: ["open"] });
  dialog.querySelector("[data-copy]").addEventListener("click", async () => {
    link.select();
    try { await navigator.clipboard.writeText(link.value); note.textContent = words.copied; } catch { note.textContent = words.copyByHand; }
  });
  give.addEventListener("click", () => navigator.share({ title: document.title, url: link.value }).catch(() => { note.textContent = ""; }));
}
