import { type Panel, Spec } from '@snaprun/core/spec';
import { pageColor } from './backdrop.ts';
import { createOcr } from './create-ocr.ts';
import { denoise } from './denoise.ts';
import type { Ocr, ReadText } from './ocr.ts';
import { isPhoto, readPhoto } from './photo.ts';
import { readPie } from './pie-chart.ts';
import { type Box, boxHeight, boxWidth, cropRaster, loadRaster, type Raster, type Rgb } from './pixels.ts';
import { readPlainText } from './plain-text.ts';
import { findPlotArea } from './plot-area.ts';
import { readChart } from './read-chart.ts';
import { withoutRowRules } from './row-rules.ts';
import { emptyPanel, round } from './spec-parts.ts';
import { splitPanels } from './split-panels.ts';
import { straighten } from './straighten.ts';
import { findTableGrid, readTable, readTextGrid } from './tables.ts';
import { findTextGrid } from './text-grid.ts';

/** Reads pictures one after the other; every answer satisfies `Spec`. */
export interface PictureReader {
  /** Throws what the decoder throws when the bytes are no picture, and the signal's reason when aborted. */
  read(image: Uint8Array, options?: { hint?: string; signal?: AbortSignal }): Promise<Spec>;
  close(): Promise<void>;
}

/** Starts the OCR worker and keeps it warm until `close`. */
export async function createPictureReader(startOcr: () => Promise<Ocr> = createOcr): Promise<PictureReader> {
  const ocr = await startOcr();
  let queue: Promise<unknown> = Promise.resolve();
  return {
    read(image, options = {}) {
      const turn = queue.then(() => readPicture(image, ocr, options.signal));
      queue = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      await queue;
      await ocr.close();
    },
  };
}

/** After this long no more text is read: what is known by then is the answer. */
const readingTimeMs = 60_000;

async function readPicture(image: Uint8Array, ocr: Ocr, signal?: AbortSignal): Promise<Spec> {
  signal?.throwIfAborted();
  const loaded = await loadRaster(image);
  const page = pageColor(loaded).color;
  const raster = isPhoto(loaded) ? loaded : straighten(denoise(loaded), page);
  const limited = limitReading(ocr, performance.now() + readingTimeMs, signal);
  const panels: Panel[] = [];
  const notes: string[] = [];
  const boxes = splitPanels(raster, page);
  for (const box of boxes) {
    const read = await readPanel(cropRaster(raster, box), page, limited.ocr);
    panels.push(boxes.length > 1 ? { ...read.panel, box: placeOf(box) } : read.panel);
    notes.push(...read.notes);
  }
  if (limited.ranOut())
    notes.push('The picture holds more text than could be read in time; some labels are missing.');
  const confidence = Math.min(...panels.map((p) => p.confidence)) * (limited.ranOut() ? 0.7 : 1);
  if (confidence < 0.5)
    notes.push('The picture could not be read with confidence; the values may be wrong or missing.');
  if (panels.some((p) => p.kind === 'unknown')) {
    notes.push('The demo reader knows the common charts, tables and photos; this seems to be none of them.');
  }
  return Spec.parse({ version: 1, panels, notes: [...new Set(notes)], confidence: round(confidence) });
}

/** Where a panel is, as the spec says it. */
function placeOf(box: Box): Panel['box'] {
  return { x: box.left, y: box.top, width: boxWidth(box), height: boxHeight(box) };
}

interface Reading {
  panel: Panel;
  notes: string[];
}

async function readPanel(raster: Raster, page: Rgb, ocr: Ocr): Promise<Reading> {
  const alone = (panel: Panel): Reading => ({ panel, notes: [] });
  if (raster.width < 40 || raster.height < 40) return alone(emptyPanel('unknown', 0.1));
  if (isPhoto(raster)) return alone(readPhoto(raster));
  const grid = findTableGrid(raster, page);
  if (grid) return alone(await readTable(raster, page, grid, ocr));
  const pie = await readPie(raster, page, ocr);
  if (pie) return alone(pie);
  for (const shown of [raster, withoutRowRules(raster, page)]) {
    const texts = shown && findTextGrid(shown, page);
    if (texts) return alone(await readTextGrid(shown, texts, ocr));
  }
  const plot = findPlotArea(raster, page);
  if (plot) return readChart(raster, page, plot, ocr);
  return alone(await readPlainText(raster, page, ocr));
}

/** Stops between two lines of text once the signal says so, and reads nothing more when the time is up. */
function limitReading(ocr: Ocr, deadline: number, signal?: AbortSignal): { ocr: Ocr; ranOut(): boolean } {
  let late = false;
  const inTime = async (read: () => Promise<ReadText>) => {
    signal?.throwIfAborted();
    late ||= performance.now() > deadline;
    return late ? { text: '', confidence: 0 } : read();
  };
  return {
    ranOut: () => late,
    ocr: {
      ...ocr,
      readLine: (...line) => inTime(() => ocr.readLine(...line)),
      probeLine: (...line) => inTime(() => ocr.probeLine(...line)),
    },
  };
}
