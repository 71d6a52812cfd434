import { Spec } from '@snaprun/core/spec';
import { pageColor } from './backdrop.ts';
import { createOcr, type Ocr } from './ocr.ts';
import { isPhoto, readPhoto } from './photo.ts';
import { loadRaster, type Raster, type Rgb } from './pixels.ts';
import { readPlainText } from './plain-text.ts';
import { findPlotArea } from './plot-area.ts';
import { readChart } from './read-chart.ts';
import { emptyPanel } from './spec-parts.ts';
import { findTableGrid, readTable } from './tables.ts';

/** Reads pictures one after the other; every answer satisfies `Spec`. */
export interface PictureReader {
  /** Throws what the decoder throws when the bytes are no picture, and the signal's reason when aborted. */
  read(image: Uint8Array, options?: { hint?: string; signal?: AbortSignal }): Promise<Spec>;
  close(): Promise<void>;
}

/** Starts the OCR worker and keeps it warm until `close`. */
export async function createPictureReader(): Promise<PictureReader> {
  const ocr = await createOcr();
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

async function readPicture(image: Uint8Array, ocr: Ocr, signal?: AbortSignal): Promise<Spec> {
  signal?.throwIfAborted();
  const raster = await loadRaster(image);
  const watched = signal ? abortable(ocr, signal) : ocr;
  const panel = await readPanel(raster, pageColor(raster).color, watched);
  const notes: string[] = [];
  if (panel.confidence < 0.5)
    notes.push('The picture could not be read with confidence; the values may be wrong or missing.');
  if (panel.kind === 'unknown')
    notes.push(
      'The demo reader knows bar charts, line charts, ruled tables and photos; this seems to be none of them.',
    );
  return Spec.parse({ version: 1, panels: [panel], notes, confidence: panel.confidence });
}

async function readPanel(raster: Raster, page: Rgb, ocr: Ocr) {
  if (raster.width < 40 || raster.height < 40) return emptyPanel('unknown', 0.1);
  if (isPhoto(raster)) return readPhoto(raster);
  const grid = findTableGrid(raster, page);
  if (grid) return readTable(raster, page, grid, ocr);
  const plot = findPlotArea(raster, page);
  if (plot) return readChart(raster, page, plot, ocr);
  return readPlainText(raster, page, ocr);
}

/** Stops between two lines of text once the signal says so. */
function abortable(ocr: Ocr, signal: AbortSignal): Ocr {
  return {
    ...ocr,
    readLine(tile, kind, textHeight) {
      signal.throwIfAborted();
      return ocr.readLine(tile, kind, textHeight);
    },
  };
}
