import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { createWorker, type Worker } from 'tesseract.js';
import type { Ocr } from './ocr.ts';
import type { Raster } from './pixels.ts';

/** Tesseract's networks were trained on lines about 36 pixels high; smaller letters lose dots and signs. */
const wantedTextHeight = 30;
const marginPixels = 14;
const lineTimeoutMs = 4_000;
const numberCharacters = '0123456789.,-−–+%$€£KMBkm ';

/** Starts tesseract with the English data of the installed package; nothing is fetched or cached on disk. */
export async function startTesseract(): Promise<Pick<Ocr, 'readLine' | 'close'>> {
  let worker: Promise<Worker> | null = start();
  const current = () => {
    worker ??= start().catch((error: unknown) => {
      worker = null; // the next line tries again
      throw error;
    });
    return worker;
  };
  await worker;

  return {
    async readLine(tile, kind, textHeight) {
      const picture = await prepare(tile, textHeight);
      const tesseract = await current();
      const options = {
        tessedit_pageseg_mode: kind === 'letter' ? '10' : '7',
        user_defined_dpi: '300',
        tessedit_char_whitelist: kind === 'number' ? numberCharacters : '',
      };
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('Reading one line of text took too long.')), lineTimeoutMs);
      });
      try {
        const { data } = await Promise.race([tesseract.recognize(picture, options as object), late]);
        return { text: data.text.replace(/\s+/g, ' ').trim(), confidence: data.confidence / 100 };
      } catch (error) {
        // A worker that hung or died is replaced; the line stays unread and the caller's confidence falls.
        worker = null;
        await tesseract.terminate();
        if (error instanceof Error && error.message.includes('too long')) return { text: '', confidence: 0 };
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      const last = worker;
      worker = null;
      if (last) await (await last).terminate();
    },
  };
}

async function start(): Promise<Worker> {
  const require = createRequire(import.meta.url);
  const data = join(dirname(require.resolve('@tesseract.js-data/eng/package.json')), '4.0.0_best_int');
  return createWorker('eng', 1, {
    langPath: data,
    gzip: true,
    cacheMethod: 'none',
    // Without a handler of ours tesseract.js throws inside its message listener and ends the process.
    errorHandler: () => undefined,
  });
}

/** Dark text on white, letters at the height the network knows, with a margin. */
async function prepare(tile: Raster, textHeight: number): Promise<Buffer> {
  const scale = Math.min(6, Math.max(0.3, wantedTextHeight / Math.max(4, textHeight)));
  const grey = await sharp(tile.rgb, { raw: { width: tile.width, height: tile.height, channels: 3 } })
    .greyscale()
    .raw()
    .toBuffer();
  const backdrop = edgeMedian(grey, tile.width, tile.height);
  const dark = backdrop < 128;
  if (dark) for (let i = 0; i < grey.length; i++) grey[i] = 255 - (grey[i] ?? 0);
  const white = dark ? 255 - backdrop : backdrop;
  return sharp(grey, { raw: { width: tile.width, height: tile.height, channels: 1 } })
    .resize({ width: Math.max(1, Math.round(tile.width * scale)), kernel: 'cubic' })
    .linear(255 / Math.max(60, white), 0)
    .normalise({ lower: 1, upper: 99 })
    .extend({
      top: marginPixels,
      bottom: marginPixels,
      left: marginPixels,
      right: marginPixels,
      background: '#ffffff',
    })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

function edgeMedian(grey: Buffer, width: number, height: number): number {
  const edge: number[] = [];
  for (let x = 0; x < width; x++) edge.push(grey[x] ?? 255, grey[(height - 1) * width + x] ?? 255);
  for (let y = 0; y < height; y++) edge.push(grey[y * width] ?? 255, grey[y * width + width - 1] ?? 255);
  edge.sort((a, b) => a - b);
  return edge[edge.length >> 1] ?? 255;
}
