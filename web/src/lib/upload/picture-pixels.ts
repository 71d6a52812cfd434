/** Quarter turns to the right. */
export type Turns = 0 | 1 | 2 | 3;

/** A part of a picture as shares of its width and height, 0..1, from the upper left corner. */
export interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The SHA-256 of a file as 64 hex digits. */
export async function digestOf({ file }: { file: Blob }): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A small upright copy to look at; its longest side has at most so many pixels. */
export async function previewPicture(input: { file: Blob; turns: Turns; longestSide: number }) {
  const bitmap = await createImageBitmap(input.file);
  const shrink = Math.min(1, input.longestSide / Math.max(bitmap.width, bitmap.height));
  const whole = { x: 0, y: 0, width: 1, height: 1 };
  return draw(bitmap, input.turns, whole, shrink).convertToBlob({ type: 'image/png' });
}

/** The part of the turned picture in full resolution; a JPEG stays one. */
export async function cropPicture(input: { file: Blob; turns: Turns; part: Part; mediaType: string }) {
  const bitmap = await createImageBitmap(input.file);
  const canvas = draw(bitmap, input.turns, input.part, 1);
  return canvas.convertToBlob({ type: input.mediaType, quality: 0.95 });
}

function draw(bitmap: ImageBitmap, turns: Turns, part: Part, scale: number): OffscreenCanvas {
  const [width, height] = turns % 2 === 0 ? [bitmap.width, bitmap.height] : [bitmap.height, bitmap.width];
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(part.width * width * scale)),
    Math.max(1, Math.round(part.height * height * scale)),
  );
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser draws nothing outside of a page.');
  context.imageSmoothingQuality = 'high';
  context.scale(scale, scale);
  context.translate(width / 2 - part.x * width, height / 2 - part.y * height);
  context.rotate((turns * Math.PI) / 2);
  context.drawImage(bitmap, -bitmap.width / 2, -bitmap.height / 2);
  bitmap.close();
  return canvas;
}
