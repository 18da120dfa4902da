// A page of the form without a map: saved as it is typed.

import { askOnlyNeeded } from "./questions.js";
import { saver } from "./saving.js";

const form = document.getElementById("page-form");
saver(form);
form.addEventListener("input", () => askOnlyNeeded(form));
