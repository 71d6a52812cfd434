import { constants, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { AppError } from '@snaprun/core/errors';
import { decodePicture } from '../../image/decode-picture.ts';
import { preparePicture } from '../../image/prepare-picture.ts';

/** What the supervisor takes. */
const maxCodeBytes = 1024 * 1024;
const maxPictureBytes = 20_000_000;

/**
 * The program in a file, or in `stdin` when `file` is null; throws a sentence where there is none to run, and when
 * the signal comes before the end of `stdin`.
 */
export async function readProgram(
  file: string | null,
  stdin: Readable,
  signal: AbortSignal,
): Promise<string> {
  const name = file === null ? 'The program on standard input' : basename(file);
  const bytes = file === null ? await readStream(stdin, signal) : await readSome(file, maxCodeBytes + 1);
  if (bytes.length > maxCodeBytes)
    throw new AppError(
      'payload_too_large',
      `${name} is larger than 1 MiB, the most that a program may have.`,
    );
  const code = decode(bytes);
  if (code === null)
    throw new AppError('invalid_request', `${name} is not UTF-8 text. Save it as UTF-8 and try again.`);
  return code;
}

/** The picture as the product hands it to programs: decoded, turned upright and made anew as PNG. */
export async function readPicture(file: string): Promise<Uint8Array> {
  const bytes = await readSome(file, maxPictureBytes + 1);
  if (bytes.length > maxPictureBytes)
    throw new AppError(
      'payload_too_large',
      `${basename(file)} is larger than 20 MB, the most a picture may have.`,
    );
  const decoded = await decodePicture(bytes);
  if (!decoded.ok)
    throw new AppError('invalid_request', `${basename(file)} cannot be used: ${decoded.reason}`);
  return (await preparePicture(decoded)).input.png;
}

async function readSome(file: string, most: number): Promise<Buffer> {
  try {
    // Opening a pipe that nobody writes to would otherwise wait for ever, and cannot be given up.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = await handle.stat();
      if (status.isDirectory()) throw new Error('it is a folder');
      if (!status.isFile()) throw new Error('it is no ordinary file');
      const buffer = Buffer.alloc(most);
      let filled = 0;
      for (;;) {
        const { bytesRead } = await handle.read(buffer, filled, most - filled);
        filled += bytesRead;
        if (bytesRead === 0 || filled === most) return buffer.subarray(0, filled);
      }
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const why = isMissing ? 'there is no such file' : cause instanceof Error ? cause.message : String(cause);
    throw new AppError('invalid_request', `${file} cannot be read: ${why}.`, { cause });
  }
}

async function readStream(stream: Readable, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stream)) {
      chunks.push(Buffer.from(chunk));
      total += chunk.length;
      if (total > maxCodeBytes) break;
    }
  } catch (error) {
    if (signal.aborted) throw new AppError('conflict', 'Stopped before the program ran.');
    throw error;
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null; // the only complaint it has is that the bytes are not UTF-8
  }
}
