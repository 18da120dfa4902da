// The form of a repair: photos drawn small and kept at once, parts counted with two buttons, and what is still missing
// said before anything is tapped in vain.

import { shrunk } from "../../town/camera.js";
import { fill } from "../../town/asking.js";

export function counted(form) {
  const fields = [...form.querySelectorAll("input[name^=part_]")];
  return Object.fromEntries(fields.filter(({ value }) => Number(value) > 0).map(({ name, value }) => [name.slice(5), Number(value)]));
}

function step(button, by) {
  const field = button.closest(".part").querySelector("input");
  field.value = Math.min(999, Math.max(0, Number(field.value || 0) + by));
  showCount(field.form);
}

function showCount(form) {
  const count = Object.values(counted(form)).reduce((sum, each) => sum + each, 0);
  form.querySelector("[data-parts-count]").textContent = count ? `(${count})` : "";
}

/** What keeps this form from being done, in words; "" when nothing does. */
export function missing(form, photos, words) {
  if (!form.elements.note.value.trim()) return words.needs_note;
  return "needsPhoto" in form.closest("article").dataset && photos === 0 ? words.needs_photo : "";
}

/** Listen to all such forms, also to those that are drawn later. onPhoto(article, blob) keeps a photo. */
export function listen(box, words, onPhoto) {
  box.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-less], [data-more]");
    if (button) step(button, "more" in button.dataset ? 1 : -1);
  });
  box.addEventListener("input", ({ target }) => { if (target.name?.startsWith("part_")) showCount(target.form); });
  box.addEventListener("change", async ({ target }) => {
    if (!target.matches(".repair__camera") || !target.files.length) return;
    const [article, said] = [target.closest("article"), target.form.querySelector("[data-photo-said]")];
    const [file] = target.files;
    target.value = "";
    try {
      await onPhoto(article, await shrunk(file));
    } catch (error) {
      console.warn(error);
      said.textContent = words.photo_failed;
    }
  });
}

/** Show the photos of a job that the phone still keeps, and how many there are with those the server has. */
export function showPhotos(article, blobs, words) {
  const form = article.querySelector(".repair");
  if (!form) return;
  const count = blobs.length + Number(article.dataset.photos);
  if (count) form.querySelector("[data-photo-said]").textContent = fill(words.photo_kept, { count });
  const box = form.querySelector("[data-taken]");
  for (const image of box.children) URL.revokeObjectURL(image.src);
  box.replaceChildren(...blobs.map((blob) => Object.assign(new Image(), { src: URL.createObjectURL(blob), alt: "" })));
}
