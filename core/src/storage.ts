import { Buffer } from 'node:buffer';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

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

/** Object storage as the processes see it. Its failures throw; a missing object is `null`. */
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
  remove(keys: readonly string[], signal?: AbortSignal): Promise<void>;
  list(prefix: string, signal?: AbortSignal): Promise<string[]>;
  /** Resolves when the bucket answers. */
  check(signal?: AbortSignal): Promise<void>;
}

export interface S3StorageOptions {
  /** What our processes talk to. */
  endpoint: string;
  /** What browsers talk to; presigned links carry it. */
  publicEndpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  uploadSeconds?: number;
  downloadSeconds?: number;
}

export function createS3Storage(options: S3StorageOptions): Storage {
  const { bucket: Bucket, uploadSeconds = 300, downloadSeconds = 900 } = options;
  const client = (endpoint: string) =>
    new S3Client({
      endpoint,
      region: options.region,
      credentials: { accessKeyId: options.accessKeyId, secretAccessKey: options.secretAccessKey },
      forcePathStyle: true,
      // The SDK's default signs the CRC of an empty body into presigned PUTs, which no real upload matches.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  const internal = client(options.endpoint);
  const open = options.publicEndpoint === options.endpoint ? internal : client(options.publicEndpoint);

  const get = async (key: string, range: string | undefined, abortSignal?: AbortSignal) => {
    const found = await orNull(
      internal.send(new GetObjectCommand({ Bucket, Key: key, Range: range }), { abortSignal }),
    );
    return found === null ? null : { bytes: found.ContentLength ?? 0, body: found.Body };
  };

  return {
    async presignPut(key, { bytes, mediaType, sha256 }) {
      const checksum = Buffer.from(sha256, 'hex').toString('base64');
      const command = new PutObjectCommand({
        Bucket,
        Key: key,
        ContentLength: bytes,
        ContentType: mediaType,
        ChecksumSHA256: checksum,
        IfNoneMatch: '*',
      });
      const signed = ['content-type', 'content-length', 'host', 'x-amz-checksum-sha256', 'if-none-match'];
      const url = await getSignedUrl(open, command, {
        expiresIn: uploadSeconds,
        signableHeaders: new Set(signed),
        unhoistableHeaders: new Set(['x-amz-checksum-sha256', 'if-none-match']),
      });
      // content-length is signed too; clients send it by themselves and browsers forbid setting it.
      const headers = { 'content-type': mediaType, 'x-amz-checksum-sha256': checksum, 'if-none-match': '*' };
      return { method: 'PUT', url, headers, expiresAt: new Date(Date.now() + uploadSeconds * 1000) };
    },

    presignGet(key, { name, mediaType, disposition }) {
      const command = new GetObjectCommand({
        Bucket,
        Key: key,
        ResponseContentType: mediaType,
        ResponseContentDisposition: contentDisposition(disposition, name),
      });
      return getSignedUrl(open, command, { expiresIn: downloadSeconds });
    },

    async head(key, abortSignal) {
      const found = await orNull(
        internal.send(new HeadObjectCommand({ Bucket, Key: key, ChecksumMode: 'ENABLED' }), { abortSignal }),
      );
      if (found === null) return null;
      const sha256 = found.ChecksumSHA256
        ? Buffer.from(found.ChecksumSHA256, 'base64').toString('hex')
        : null;
      return { bytes: found.ContentLength ?? 0, mediaType: found.ContentType ?? null, sha256 };
    },

    async readStart(key, maxBytes, signal) {
      try {
        const found = await get(key, `bytes=0-${maxBytes - 1}`, signal);
        return (await found?.body?.transformToByteArray()) ?? null;
      } catch (error) {
        // An object without bytes has no first one: stores answer that the range cannot be satisfied.
        if (statusOf(error) === 416) return new Uint8Array();
        throw error;
      }
    },

    async read(key, maxBytes, signal) {
      const found = await get(key, undefined, signal);
      if (found === null) return null;
      if (found.bytes > maxBytes)
        throw new RangeError(`Object ${key} has ${found.bytes} bytes; at most ${maxBytes} are read.`);
      return (await found.body?.transformToByteArray()) ?? new Uint8Array();
    },

    async write(key, body, mediaType, abortSignal) {
      const digest = await crypto.subtle.digest('SHA-256', body.slice());
      const command = new PutObjectCommand({
        Bucket,
        Key: key,
        Body: body,
        ContentType: mediaType,
        // The store checks it and keeps it, so that `head` can tell.
        ChecksumSHA256: Buffer.from(digest).toString('base64'),
      });
      await internal.send(command, { abortSignal });
    },

    async remove(keys, abortSignal) {
      for (let i = 0; i < keys.length; i += 1000) {
        const Objects = keys.slice(i, i + 1000).map((Key) => ({ Key }));
        const { Errors = [] } = await internal.send(
          new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
          { abortSignal },
        );
        if (Errors.length > 0)
          throw new Error(`${Errors.length} objects could not be deleted: ${Errors[0]?.Code}.`);
      }
    },

    async list(prefix, abortSignal) {
      const keys: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await internal.send(
          new ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken }),
          { abortSignal },
        );
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      return keys;
    },

    async check(abortSignal) {
      await internal.send(new HeadBucketCommand({ Bucket }), { abortSignal });
    },
  };
}

/** RFC 6266 with RFC 5987's extended form: any name, and nothing of it can end the header. */
export function contentDisposition(disposition: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const extended = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${extended}`;
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
