export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp';

/**
 * What kind of picture these bytes are, by how they begin; null for any other kind. SVG is none of them: it is a document
 * that can hold scripts.
 *
 * @see https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
 */
export function pictureType(bytes: Buffer): PictureType | null {
  const at = (from: number, to: number): string => bytes.toString('latin1', from, to);
  if (at(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (at(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (at(0, 4) === 'RIFF' && at(8, 14) === 'WEBPVP') return 'image/webp';
  return null;
}
