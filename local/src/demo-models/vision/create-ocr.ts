import { chooseReading } from './choose-reading.ts';
import type { Ocr } from './ocr.ts';
import { type LineReader, startPaddle } from './paddle.ts';
import { startTesseract } from './tesseract.ts';
import { hasWordGap } from './word-gap.ts';

/** Tesseract is rarely wrong about letters this high, in pixels, when it is this sure. */
const surely = { height: 13, confidence: 0.93 };

/**
 * Tesseract for every line, and PaddleOCR's network for the small and the doubtful ones.
 *
 * Tesseract takes less than half the time; the network reads letters of five pixels, blurred ones, and points and signs that tesseract
 * loses without noticing.
 */
export async function createOcr(): Promise<Ocr> {
  const tesseract = await startTesseract();
  let paddle: Promise<LineReader> | null = null;
  return {
    // The network is sure of the pieces of words that a wrong turn leaves, too.
    probeLine: tesseract.readLine,
    async readLine(tile, kind, textHeight) {
      const first = await tesseract.readLine(tile, kind, textHeight);
      const isSure = textHeight >= surely.height && first.confidence >= surely.confidence;
      // A letter alone is nothing a network for lines was trained on.
      if (isSure || kind === 'letter') return first;
      paddle ??= startPaddle();
      const reader = await paddle;
      const second = await reader.readLine(tile, kind);
      // It was taught a script whose signs stand apart, and sees spaces inside words.
      const text = hasWordGap(tile, textHeight) ? second.text : second.text.replaceAll(' ', '');
      return chooseReading(first, { ...second, text });
    },
    async close() {
      await Promise.all([tesseract.close(), paddle?.then((reader) => reader.close())]);
    },
  };
}
