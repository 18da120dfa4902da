// The card of what is selected: a fragment that the server writes. Beside it what else lies at the place that was touched.

/**
 * titleOf(layer) gives a layer's title; onChosen({kind, code}); onWhole(features|null): all stretches of the road that is
 * shown, to be marked; gives {bbox, show(selected, {day, also}), focus()}.
 */
export function cardPanel({ panel, words, titleOf, onChosen, onWhole }) {
  const card = { bbox: null, show, focus: () => panel.focus() };

  let turn = 0;

  async function show(selected, { day = null, also = [] } = {}) {
    turn += 1;
    const mine = turn;
    card.bbox = null;
    onWhole(null);
    panel.hidden = !selected;
    if (!selected) return panel.replaceChildren();
    panel.classList.add("is-loading");
    panel.classList.remove("is-low");
    const answer = await fetch(addressOf(selected, day)).catch(() => null);
    const text = answer?.ok ? await answer.text() : null;
    if (mine !== turn) return; // closed or another chosen in the meantime
    if (text) panel.innerHTML = text;
    else panel.replaceChildren(closer(), element("p", answer?.status === 404 ? words.gone : words.failed));
    panel.classList.remove("is-loading");
    panel.scrollTop = 0;
    card.bbox = panel.querySelector("[data-bbox]")?.dataset.bbox.split(",").map(Number) ?? null;
    if (also.length) panel.append(others(also));
    const whole = panel.querySelector("[data-whole]")?.dataset.whole;
    const stretches = whole && (await fetch(`${whole}${day ? `&datetime=${day}` : ""}`).catch(() => null));
    if (stretches?.ok && mine === turn) onWhole(await stretches.json());
  }

  function others(also) {
    const row = element("p", words.alsoHere);
    row.className = "small row also";
    for (const { kind, code, layer, feature } of also) {
      const button = Object.assign(element("button", nameOf(layer, feature)), { type: "button", className: "button button--quiet" });
      button.addEventListener("click", async () => { await onChosen({ kind, code }, also.filter((one) => one.code !== code)); panel.focus(); });
      row.append(button);
    }
    return row;
  }

  function nameOf({ name }, { properties }) {
    const own = document.documentElement.lang === "th" ? properties.name_th : properties.name_en || properties.name_th;
    return [titleOf(name), properties.code || own].filter(Boolean).join(" ");
  }

  function closer() {
    const button = Object.assign(element("button", "×"), { type: "button", className: "panel__close" });
    button.dataset.close = "";
    button.setAttribute("aria-label", words.close);
    return button;
  }

  panel.addEventListener("click", (event) => {
    if (event.target.closest(".panel__grip")) panel.classList.toggle("is-low");
  });
  return card;
}

/** Parcels and poles have cards by their code; whatever else is open by its layer and id, as of the day that is shown. */
function addressOf({ kind, code }, day) {
  const named = code.split("/").map(encodeURIComponent).join("/");
  if (["parcel", "pole"].includes(kind)) return `/${kind}s/${named}/card/`;
  return `/layers/${kind}/things/${encodeURIComponent(code)}/card/${day ? `?on=${day}` : ""}`;
}

function element(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}
