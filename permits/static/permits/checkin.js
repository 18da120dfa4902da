// Reads the QR code of an appointment with the camera where the browser can; else the code is typed.

const place = document.getElementById("camera");
const field = document.getElementById("code");
const EVERY_MS = 200;

async function canRead() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  const formats = await BarcodeDetector.getSupportedFormats();
  return formats.includes("qr_code");
}

async function scan(video, said) {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  video.hidden = false;
  said.textContent = place.dataset.said;
  await video.play();
  const reading = setInterval(async () => {
    const [code] = await detector.detect(video).catch(() => []);
    if (!code) return;
    clearInterval(reading);
    stream.getTracks().forEach((track) => track.stop());
    field.value = code.rawValue;
    field.form.requestSubmit();
  }, EVERY_MS);
}

async function offer() {
  if (!place || !(await canRead())) return;
  const [button, video, said] = ["[data-open]", "video", "[role='status']"].map((part) => place.querySelector(part));
  place.hidden = false;
  button.addEventListener("click", async () => {
    button.hidden = true;
    try {
      await scan(video, said);
    } catch {
      video.hidden = true;
      button.hidden = false;
      said.textContent = place.dataset.failed;
    }
  });
}

offer();
