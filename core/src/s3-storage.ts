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
import { contentDisposition } from './content-disposition.ts';
import { inTime } from './in-time.ts';
import { type Storage, downloadSeconds as usualDownloadSeconds } from './storage.ts';

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
  /** How long a call may take with all its tries: one without a body, and one that moves an object. */
  timeouts?: { callMs: number; transferMs: number };
}

/** The largest object that is moved in one piece has 60 MB; two minutes are 4 Mbit/s. A stream gets as long for each 60 MB. */
const usualTimeouts = { callMs: 15_000, transferMs: 120_000 };
/** As many for small objects: one of a few kilobytes is not waited for like the largest. */
const slowestBytesPerMs = 500;
const transferBytes = 60_000_000;

export function createS3Storage(options: S3StorageOptions): Storage {
  const { bucket: Bucket, uploadSeconds = 300, downloadSeconds = usualDownloadSeconds } = options;
  const { callMs, transferMs } = options.timeouts ?? usualTimeouts;
  const client = (endpoint: string) =>
    new S3Client({
      endpoint,
      region: options.region,
      credentials: { accessKeyId: options.accessKeyId, secretAccessKey: options.secretAccessKey },
      forcePathStyle: true,
      // The SDK's default signs the CRC of an empty body into presigned PUTs, which no real upload matches.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      logger: silent,
    });
  const internal = client(options.endpoint);
  const outside = options.publicEndpoint === options.endpoint ? internal : client(options.publicEndpoint);

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
      const url = await getSignedUrl(outside, command, {
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
        // An object never changes under its key; a browser may keep it as long as the link lives, and nobody between.
        ResponseCacheControl: `private, max-age=${downloadSeconds}`,
      });
      return getSignedUrl(outside, command, { expiresIn: downloadSeconds });
    },

    head: (key, signal) =>
      inTime(callMs, signal, async (abortSignal) => {
        const found = await orNull(
          internal.send(new HeadObjectCommand({ Bucket, Key: key, ChecksumMode: 'ENABLED' }), {
            abortSignal,
          }),
        );
        if (found === null) return null;
        const sha256 = found.ChecksumSHA256
          ? Buffer.from(found.ChecksumSHA256, 'base64').toString('hex')
          : null;
        return { bytes: found.ContentLength ?? 0, mediaType: found.ContentType ?? null, sha256 };
      }),

    readStart: (key, maxBytes, signal) =>
      inTime(callMs, signal, async (abortSignal) => {
        try {
          const found = await get(key, `bytes=0-${maxBytes - 1}`, abortSignal);
          return (await found?.body?.transformToByteArray()) ?? null;
        } catch (error) {
          // An object without bytes has no first one: stores answer that the range cannot be satisfied.
          if (statusOf(error) === 416) return new Uint8Array();
          throw error;
        }
      }),

    read: (key, maxBytes, signal) =>
      inTime(transferMs, signal, async (abortSignal, end) => {
        // A store that hangs is noticed as soon as in any other call; only the bytes themselves may take their time.
        const found = await inTime(callMs, abortSignal, (early) => get(key, undefined, early));
        if (found === null) return null;
        if (found.bytes > maxBytes) {
          end(); // a body that nobody reads would hold its connection
          throw new RangeError(`Object ${key} has ${found.bytes} bytes; at most ${maxBytes} are read.`);
        }
        return (await found.body?.transformToByteArray()) ?? new Uint8Array();
      }),

    write: (key, body, mediaType, signal) =>
      inTime(Math.min(transferMs, callMs + body.length / slowestBytesPerMs), signal, async (abortSignal) => {
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
      }),

    writeStream: (key, { bytes, sha256, open }, mediaType, signal) =>
      inTime(transferMs * Math.ceil(bytes / transferBytes || 1), signal, async (abortSignal) => {
        const command = new PutObjectCommand({
          Bucket,
          Key: key,
          Body: open(),
          ContentLength: bytes,
          ContentType: mediaType,
          ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
        });
        await internal.send(command, { abortSignal });
      }),

    async remove(keys, signal) {
      for (let i = 0; i < keys.length; i += 1000) {
        const Objects = keys.slice(i, i + 1000).map((Key) => ({ Key }));
        const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
        const { Errors = [] } = await inTime(transferMs, signal, (abortSignal) =>
          internal.send(command, { abortSignal }),
        );
        if (Errors.length > 0)
          throw new Error(`${Errors.length} objects could not be deleted: ${Errors[0]?.Code}.`);
      }
    },

    async list(prefix, signal) {
      const keys: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const command = new ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken });
        const page = await inTime(callMs, signal, (abortSignal) => internal.send(command, { abortSignal }));
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      return keys;
    },

    async page(after, limit, signal) {
      const command = new ListObjectsV2Command({ Bucket, StartAfter: after || undefined, MaxKeys: limit });
      const found = await inTime(callMs, signal, (abortSignal) => internal.send(command, { abortSignal }));
      return (found.Contents ?? []).flatMap(({ Key, LastModified }) =>
        Key === undefined || LastModified === undefined ? [] : [{ key: Key, modifiedAt: LastModified }],
      );
    },

    async check(signal) {
      await inTime(callMs, signal, (abortSignal) =>
        internal.send(new HeadBucketCommand({ Bucket }), { abortSignal }),
      );
    },
  };
}

/** What fails is thrown, and whoever catches it writes the log's lines; the SDK would write to the console besides. */
const say = () => undefined;
const silent = { trace: say, debug: say, info: say, warn: say, error: say };

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
