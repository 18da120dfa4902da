// The register as it was on the first day of a month: a slider over the years of the survey, its last step is today.

const WAIT_MS = 150;

/** days: ["2022-01-01", ...] and after them today; gives {day, set(day)}; onDay(day|null) when one was chosen. */
export function timeSlider({ bar, days, onDay }) {
  const slider = bar.querySelector("input");
  const told = bar.querySelector("output");
  const state = { day: null, set };
  slider.max = String(days.length);
  slider.value = slider.max;
  const words = new Intl.DateTimeFormat(document.documentElement.lang === "th" ? "th-TH-u-ca-buddhist" : "en-GB", { day: "numeric", month: "long", year: "numeric" });

  function show() {
    const day = days[slider.value];
    told.textContent = day ? words.format(new Date(`${day}T12:00`)) : bar.dataset.today;
    slider.setAttribute("aria-valuetext", told.textContent);
  }

  function set(day) {
    const at = day ? days.findIndex((other) => other >= day) : days.length;
    slider.value = String(at < 0 ? days.length : at);
    state.day = days[slider.value] ?? null;
    show();
  }

  let timer = null;
  function choose() {
    show();
    clearTimeout(timer);
    timer = setTimeout(() => { state.day = days[slider.value] ?? null; onDay(state.day); }, WAIT_MS);
  }
  slider.addEventListener("input", choose);
  for (const button of bar.querySelectorAll("[data-step]")) button.addEventListener("click", () => { slider.value = String(Number(slider.value) + Number(button.dataset.step)); choose(); });
  show();
  return state;
}

/** Say how far each campaign of the survey had come by the day that is shown; `layer` holds its blocks. */
export function tellProgress(bar, layer, words) {
  const campaigns = new Map();
  for (const { properties: { campaign, parcels, surveyed } } of layer.features.values()) {
    const sum = campaigns.get(campaign) ?? { parcels: 0, surveyed: 0 };
    campaigns.set(campaign, { parcels: sum.parcels + parcels, surveyed: sum.surveyed + surveyed });
  }
  const lines = [...campaigns].map(([campaign, { parcels, surveyed }]) => {
    const said = { campaign, parcels: parcels.toLocaleString("en"), surveyed: surveyed.toLocaleString("en"), percent: Math.floor((100 * surveyed) / parcels) };
    return words.progress.replace(/%\((\w+)\)s/g, (_, name) => said[name]);
  });
  bar.querySelector("[role=status]").replaceChildren(...(lines.length ? lines : [words.noCampaign]).map((line) => Object.assign(document.createElement("p"), { textContent: line })));
}
