import { PICTURE_MAX_BYTES } from '../../data/bots.js';

/** Sides to try, in pixels: a face is at most 64 wide, on a screen of three dots a pixel 192. */
const SIDES = [192, 128, 96] as const;

/**
 * A picture file as a small square: its middle, in WebP or, from a browser that cannot write it, PNG.
 *
 * @returns null for a file that is no picture this browser opens
 */
export const squarePicture = async (file: Blob): Promise<Blob | null> => {
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) return null;
  try {
    for (const side of SIDES) {
      const square = await drawn(picture, side);
      if (square !== null && square.size <= PICTURE_MAX_BYTES) return square;
    }
    return null;
  } finally {
    picture.close();
  }
};

const drawn = (picture: ImageBitmap, side: number): Promise<Blob | null> => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const pen = canvas.getContext('2d');
  if (pen === null) return Promise.resolve(null);
  pen.imageSmoothingQuality = 'high';
  const { width, height } = picture;
  const cut = Math.min(width, height);
  pen.drawImage(picture, (width - cut) / 2, (height - cut) / 2, cut, cut, 0, 0, side, side);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/webp', 0.9));
};

/** The bytes of a blob in base64. */
export const base64Of = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
