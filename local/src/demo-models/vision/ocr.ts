import type { Raster } from './pixels.ts';

/** What was read on one line of text; the confidence is 0..1 as the reader judges itself. */
export interface ReadText {
  text: string;
  confidence: number;
}

export type TextKind = 'number' | 'any' | 'letter';

/** Reads one line of text from a small picture that holds nothing else. */
export interface Ocr {
  readLine(tile: Raster, kind: TextKind, textHeight: number): Promise<ReadText>;
  /** Reads quickly, to see whether a line of text is there at all: of a piece of a word the confidence is low. */
  probeLine(tile: Raster, kind: TextKind, textHeight: number): Promise<ReadText>;
  close(): Promise<void>;
}
