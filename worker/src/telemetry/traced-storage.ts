import type { Storage } from '@snaprun/core/storage';
import { inSpan } from './in-span.ts';

/** The same storage, each read and write a span with its size; keys are not told. */
export function tracedStorage(storage: Storage): Storage {
  return {
    ...storage,
    read: (key, maxBytes, signal) =>
      inSpan('read object', {}, async (note) => {
        const bytes = await storage.read(key, maxBytes, signal);
        note({ 'snaprun.bytes': bytes?.length ?? 0 });
        return bytes;
      }),
    write: (key, body, mediaType, signal) =>
      inSpan('write object', { 'snaprun.bytes': body.length }, () =>
        storage.write(key, body, mediaType, signal),
      ),
    writeStream: (key, source, mediaType, signal) =>
      inSpan('write object', { 'snaprun.bytes': source.bytes }, () =>
        storage.writeStream(key, source, mediaType, signal),
      ),
  };
}
