import type { Readable, Writable } from 'node:stream';

export interface BoxEnd {
  /** What its own stderr said, if anything. A program may have written it. */
  complaint: string;
  /** The kernel killed it, supervisor and all, for want of memory. */
  outOfMemory?: boolean;
  /** The most memory that everything in it held at a time, file pages too, where the kernel counted it. */
  peakMemoryBytes?: number | null;
  /** Why the box could not be reached any more, as a sentence: trouble of ours, whatever its program did. */
  lost?: string;
}

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
  /** Settles when the box and everything in it has ended. */
  ended: Promise<BoxEnd>;
  /** Ends the box and everything in it at once. Safe to call twice. */
  kill(): void;
}
