// Copies the owner's link, or hands it to another application of the phone, where it is kept.

const button = document.querySelector("[data-copy]");
const share = document.querySelector("[data-share]");
const field = document.getElementById(button.dataset.copy);
const said = document.getElementById("copy-said");
button.hidden = false;
button.addEventListener("click", async () => {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    said.textContent = button.dataset.copied;
  } catch {
    said.textContent = button.dataset.byHand;
  }
});
share.hidden = !navigator.share;
// Whoever closes the list of applications has not shared, and need not be told so.
share.addEventListener("click", () => navigator.share({ title: document.title, url: field.value }).catch(() => {}));
