// The sheet on which a visit is noted. It writes into the phone's store and says so only when it is there.

import { fill } from "../../town/asking.js";
import { shrunk } from "../../town/camera.js";
import { fix } from "./position.js";
import * as store from "./store.js";

const byId = (id) => document.getElementById(id);

export class VisitForm {
  /** person(): who is signed in or was last; campaign(): uid of the area on the phone; types(): codes known there; onKept(visit). */
  constructor({ words, most, person, campaign, types, onKept }) {
    Object.assign(this, { words, most, person, campaign, types, onKept, photos: [] });
    this.taking = Promise.resolve(); // a large photo is made small for seconds on a slow phone
    this.keeping = null;
    this.sheet = byId("sheet");
    this.form = byId("visit");
    this.choices("results", words.results);
    this.shares();
    byId("sheet-close").addEventListener("click", () => this.sheet.close());
    byId("camera").addEventListener("change", (event) => { this.taking = this.take(event.target); });
    byId("add-building").addEventListener("click", () => this.addBuilding().querySelector("input").focus());
    byId("buildings").addEventListener("click", ({ target }) => { if (target.closest("[data-remove]")) { target.closest(".building").remove(); this.nameBuildings(); } });
    byId("results").addEventListener("change", () => this.showWhatFits());
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.keeping ??= this.keep().finally(() => { this.keeping = null; }); });
  }

  choices(id, options) {
    byId(id).replaceChildren(...Object.entries(options).map(([value, word]) => {
      const label = Object.assign(document.createElement("label"), { className: "choice" });
      label.append(Object.assign(document.createElement("input"), { type: "radio", name: "result", value, required: true }), word);
      return label;
    }));
  }

  shares() {
    byId("uses").replaceChildren(...Object.entries(this.words.uses).map(([kind, word]) => {
      const label = document.createElement("label");
      const input = Object.assign(document.createElement("input"), { className: "input", type: "number", name: `use_${kind}`, min: 0, max: 100, step: 1, inputMode: "numeric", placeholder: "0" });
      label.append(word, input);
      return label;
    }));
  }

  open(parcel, facts) {
    this.parcel = parcel;
    this.form.reset();
    this.photos = [];
    this.showPhotos();
    byId("buildings").replaceChildren();
    byId("types").replaceChildren(...this.types().map((type) => new Option(type, type)));
    for (const known of parcel.facts.buildings ?? []) this.addBuilding(known);
    byId("uses-error").hidden = true;
    byId("sheet-title").textContent = parcel.facts.code || "–";
    byId("sheet-facts").textContent = facts;
    this.showWhatFits();
    this.showPosition();
    this.sheet.showModal();
    this.sheet.scrollTop = 0;
  }

  /** Use and buildings are asked for where somebody could look. */
  showWhatFits() {
    const result = this.form.elements.result.value;
    const isSeen = result === "" || result === "surveyed";
    byId("uses-field").hidden = byId("buildings-field").hidden = !isSeen;
  }

  showPosition() {
    const here = fix();
    const { words } = this;
    byId("sheet-position").textContent = !here ? words.position_none : here.isOld ? fill(words.position_old, { seconds: here.age }) : fill(words.position, { metres: Math.round(here.accuracy) });
  }

  async take(input) {
    for (const file of input.files) {
      if (this.photos.length >= this.most) { this.say(fill(this.words.photos_most, { count: this.most })); break; }
      try {
        this.photos.push({ uid: crypto.randomUUID(), blob: await shrunk(file) });
      } catch (error) {
        console.warn(error);
        this.say(this.words.photo_failed);
      }
    }
    input.value = "";
    this.showPhotos();
  }

  say(sentence) { byId("sheet-position").textContent = sentence; }

  showPhotos() {
    byId("photos").replaceChildren(...this.photos.map(({ blob }, number) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "photo" });
      button.setAttribute("aria-label", fill(this.words.remove_photo, { number: number + 1 }));
      const picture = Object.assign(document.createElement("img"), { src: URL.createObjectURL(blob), alt: fill(this.words.photo, { number: number + 1 }) });
      picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
      button.append(picture);
      button.addEventListener("click", () => { this.photos.splice(number, 1); this.showPhotos(); });
      return button;
    }));
  }

  /** A building to be noted; one of the register (`known`) stands there with what is known and is sent only when that changes. */
  addBuilding(known = null) {
    const one = byId("building").content.cloneNode(true).firstElementChild;
    for (const [name, words] of [["material_class", this.words.materials], ["occupancy", this.words.occupancies], ["use", this.words.uses]]) {
      one.querySelector(`[name=${name}]`).append(new Option("–", ""), ...Object.entries(words).map(([value, word]) => new Option(word, value)));
    }
    if (known) {
      one.dataset.uid = known.building_uid;
      for (const [name, value] of Object.entries(known)) if (one.querySelector(`[name=${name}]`)) one.querySelector(`[name=${name}]`).value = value ?? "";
      one.querySelector("[data-remove]").remove();
      one.querySelector("[data-gone]").hidden = false;
      one.dataset.known = JSON.stringify(this.noteOf(one));
    }
    byId("buildings").append(one);
    this.nameBuildings();
    return one;
  }

  nameBuildings() {
    [...byId("buildings").children].forEach((one, number) => {
      const { known } = one.dataset;
      one.querySelector("legend").textContent = known ? fill(this.words.known_building, { number: JSON.parse(known).house_number || this.words.no_number }) : fill(this.words.building, { number: number + 1 });
    });
  }

  uses() {
    const shares = Object.keys(this.words.uses).map((kind) => [kind, Math.round(Number(this.form.elements[`use_${kind}`].value) || 0)]);
    return Object.fromEntries(shares.filter(([, share]) => share > 0));
  }

  buildings() {
    return [...byId("buildings").children].filter((one) => JSON.stringify(this.noteOf(one)) !== one.dataset.known).map((one) => this.noteOf(one));
  }

  noteOf(one) {
    const { use, is_gone: _box, ...facts } = Object.fromEntries([...one.querySelectorAll("[name]")].map(({ name, value }) => [name, value.trim()]));
    const numbers = Object.fromEntries(["storeys", "floor_area_m2", "built_year_be"].map((name) => [name, facts[name] ? Number(facts[name]) : null]));
    const gone = one.querySelector("[name=is_gone]").checked;
    return { ...facts, ...numbers, building_uid: one.dataset.uid ?? null, is_gone: gone, uses: use ? { [use]: 100 } : {} };
  }

  noted(uses) {
    const here = fix();
    const isFresh = here && !here.isOld;
    const isSeen = this.form.elements.result.value === "surveyed";
    return {
      client_uid: crypto.randomUUID(),
      parcel_uid: this.parcel.uid,
      seen_version: this.parcel.version,
      campaign_uid: this.campaign(),
      visited_at: new Date().toISOString(),
      result: this.form.elements.result.value,
      position: isFresh ? [here.lon, here.lat] : null,
      accuracy_m: isFresh ? Math.round(here.accuracy * 100) / 100 : null,
      uses: isSeen ? uses : {},
      buildings: isSeen ? this.buildings() : [],
      note: this.form.elements.note.value.trim(),
    };
  }

  async keep() {
    if (!this.form.reportValidity()) return;
    const uses = this.uses();
    const sum = Object.values(uses).reduce((total, share) => total + share, 0);
    byId("uses-error").hidden = sum <= 100;
    byId("uses-error").textContent = fill(this.words.uses_over, { sum });
    if (sum > 100) { byId("uses-error").scrollIntoView({ block: "center" }); return; }
    await this.taking;
    const facts = this.noted(uses);
    const { user, municipality, name } = this.person();
    const visit = { client_uid: facts.client_uid, facts, photos: this.photos.map(({ uid }) => uid), code: this.parcel.facts.code, user, municipality, name, state: "kept", noted_at: facts.visited_at };
    try {
      await store.keepVisit(visit, this.photos);
    } catch (error) {
      console.warn(error);
      this.say(this.words.full);
      return;
    }
    this.sheet.close();
    this.onKept(visit);
  }
}

export { fill };
