import type { Writable } from 'node:stream';

/**
 * Settles once everything that was written has been taken, or nobody will take it any more. To exit before that would
 * cut off what a slow reader of a pipe has not read yet.
 */
export function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    // A reader that has gone reads no more: that is an end as well.
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}
