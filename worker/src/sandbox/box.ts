import type { Readable, Writable } from 'node:stream';

/**
 * One isolated environment with a supervisor inside, used for one program and gone after it.
 *
 * Each driver starts boxes in its own way; `runInBox` serves all of them.
 */
export interface Box {
  /** Takes one encoded job. Closing it ends the box. */
  input: Writable;
  /** The frames that come back. */
  frames: Readable;
  /** Settles when the box and everything in it has ended; `complaint` is what its own stderr said, if anything. */
  ended: Promise<{ complaint: string }>;
  /** Ends the box and everything in it at once. Safe to call twice. */
  kill(): void;
}
