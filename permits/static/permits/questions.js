// Asks only what earlier answers make necessary, as the server does when the page is read anew.

/** The answers typed so far, by the codes of the questions. */
export function answersOf(form) {
  const answers = {};
  for (const field of form.elements) {
    if (!field.name?.startsWith("q_")) continue;
    const code = field.name.slice(2);
    if (field.type === "radio") { if (field.checked) answers[code] = field.value; else answers[code] ??= ""; }
    else if (field.type === "checkbox") { answers[code] ??= []; if (field.checked) answers[code].push(field.value); }
    else if (field.type !== "hidden") answers[code] = field.value;
  }
  return answers;
}

/** Shows and hides the questions; conditions on what this page does not know stay as the server decided. */
export function askOnlyNeeded(form) {
  const answers = answersOf(form);
  for (const part of form.querySelectorAll("[data-when]")) {
    const conditions = Object.entries(JSON.parse(part.dataset.when));
    if (conditions.some(([code]) => !(code in answers))) continue;
    part.hidden = !conditions.every(([code, values]) => values.includes(String(answers[code])));
  }
}
