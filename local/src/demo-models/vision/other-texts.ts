import type { TextLayout } from './layout.ts';
import { cleanText } from './mend-labels.ts';
import type { Ocr } from './ocr.ts';
import { boxWidth, type Raster } from './pixels.ts';
import type { TextLine } from './text-lines.ts';
import { readText } from './ticks.ts';

/** Reading a line takes about 50 ms, and what a chart says beside its names is said in a few. */
const mostLines = 6;
/** Shorter lines are numbers on bars and pieces of marks; in heights of a letter. */
const leastWidth = 6;
const leastConfidence = 0.4;

/**
 * What a chart says beside title, labels and names: subtitles, footnotes, notes among the marks. They are part of the
 * picture, and who reads it has to know of them even where they are no part of the chart.
 */
export async function readOtherTexts(
  raster: Raster,
  layout: TextLayout,
  /** Texts that have a place already. */
  known: readonly (string | null)[],
  ocr: Ocr,
): Promise<string[]> {
  const lines = [...layout.above, ...layout.below.slice(1).flat(), ...layout.inside, ...layout.right]
    .filter(isLong)
    .sort((a, b) => boxWidth(b) - boxWidth(a))
    .slice(0, mostLines + 4);
  const placed = known.filter((text) => text !== null).map(lettersOf);
  const texts: string[] = [];
  for (const line of lines) {
    if (texts.length >= mostLines) break;
    const read = await readText(raster, line, ocr);
    const text = cleanText(read.text, 300);
    const isKnown = placed.some((one) => one.includes(lettersOf(text)));
    if (read.confidence >= leastConfidence && /\p{L}{2}/u.test(text) && !isKnown) texts.push(text);
  }
  return texts;
}

function isLong(line: TextLine): boolean {
  return line.parts > 4 && boxWidth(line) > leastWidth * line.size;
}

/** Two readings of a line differ in blanks and marks. */
function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
