// What is heard and seen when an incident appears: tones made here, higher and threefold for an emergency, and a
// highlighted row. Silent until somebody switches the sound on; the choice is kept on this machine.

let context = null;

export function soundSwitch(button) {
  const set = (isOn) => { button.setAttribute("aria-pressed", String(isOn)); button.classList.toggle("is-on", isOn); };
  set(wanted());
  button.addEventListener("click", () => {
    const isOn = !wanted();
    try { localStorage.setItem("sound", isOn ? "on" : "off"); } catch { /* private windows keep no choice */ }
    set(isOn);
    if (isOn) play(2);
  });
}

export function announce(row) {
  if (wanted()) play(Number(row.dataset.priority));
  row.classList.add("is-new");
  setTimeout(() => row.classList.remove("is-new"), 8000);
}

function wanted() {
  try { return localStorage.getItem("sound") === "on"; } catch { return false; }
}

function play(priority) {
  context ??= new AudioContext();
  context.resume();
  const times = priority === 1 ? 3 : priority === 2 ? 2 : 1;
  for (let turn = 0; turn < times; turn += 1) tone(priority === 1 ? 880 : 587, context.currentTime + turn * 0.28);
}

function tone(pitch, at) {
  const [voice, loudness] = [context.createOscillator(), context.createGain()];
  voice.frequency.value = pitch;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.25, at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.24);
  voice.connect(loudness).connect(context.destination);
  voice.start(at);
  voice.stop(at + 0.25);
}
