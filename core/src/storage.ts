import type { Readable } from 'node:stream';

/** How long a link for a download lives. */
export const downloadSeconds = 900;

export interface Upload {
  method: 'PUT';
  url: string;
  headers: Record<string, string>;
  expiresAt: Date;
}

export interface ObjectFacts {
  bytes: number;
  mediaType: string | null;
  /** 64 hex digits, where the store knows it. */
  sha256: string | null;
}

export interface StreamSource {
  bytes: number;
  sha256: string;
  open(): Readable;
}

/**
 * Object storage as the processes see it. A missing object is `null`; failures throw, and a store that does not answer
 * in time is an AppError `unavailable`.
 */
export interface Storage {
  /** A link that accepts exactly these bytes once: size, type, SHA-256 (hex) and "not there yet" are signed. */
  presignPut(key: string, facts: { bytes: number; mediaType: string; sha256: string }): Promise<Upload>;
  /** A short-lived link that forces file name, media type and disposition. */
  presignGet(
    key: string,
    as: { name: string; mediaType: string; disposition: 'inline' | 'attachment' },
  ): Promise<string>;
  head(key: string, signal?: AbortSignal): Promise<ObjectFacts | null>;
  /** The first bytes, at most `maxBytes`. */
  readStart(key: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | null>;
  /** The whole object; throws RangeError when it is larger than `maxBytes`. */
  read(key: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | null>;
  write(key: string, body: Uint8Array, mediaType: string, signal?: AbortSignal): Promise<void>;
  /** Stores what `open` gives, exactly `bytes` bytes with this SHA-256 (hex), and never holds all of it. */
  writeStream(key: string, source: StreamSource, mediaType: string, signal?: AbortSignal): Promise<void>;
  remove(keys: readonly string[], signal?: AbortSignal): Promise<void>;
  list(prefix: string, signal?: AbortSignal): Promise<string[]>;
  /** The next objects after a key, in the order of their keys' bytes; at most a thousand, fewer only at the end. */
  page(after: string, limit: number, signal?: AbortSignal): Promise<{ key: string; modifiedAt: Date }[]>;
  /** Resolves when the bucket answers. */
  check(signal?: AbortSignal): Promise<void>;
}
