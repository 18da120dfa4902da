// Copies the owner's link.

const button = document.querySelector("[data-copy]");
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
