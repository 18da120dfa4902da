// A photo as it is kept and sent: drawn anew at a size that suits a phone's network, which leaves the camera's words behind.

const LONGEST_PX = 1600;
const QUALITY = 0.82;

/** A JPEG of the picture, upright, its longer side at most 1600 pixels. Throws when the file is no picture. */
export async function shrunk(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new Error("no picture");
  return blob;
}
