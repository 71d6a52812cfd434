import { z } from '@hono/zod-openapi';
import { FileId } from '@snaprun/core/ids';
import { maxPictureBytes } from '@snaprun/core/picture-header';
import { Time, text } from './text.ts';

export const File = z
  .object({
    id: FileId,
    name: z.string(),
    mediaType: z.string(),
    bytes: z.number().int(),
    sha256: z.string(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
    state: z.enum(['pending', 'ready', 'rejected']),
    rejectReason: z.string().nullable(),
    createdAt: Time,
    downloadUrl: z.url().optional(),
    thumbnailUrl: z.url().optional(),
  })
  .openapi('File');
export type File = z.infer<typeof File>;

export const NewFile = z
  .object({
    name: text(4096).openapi({
      description: 'Kept as its base name of at most 255 characters.',
      example: 'chart.png',
    }),
    mediaType: text(255).openapi({ enum: ['image/png', 'image/jpeg'], example: 'image/png' }),
    bytes: z.number().int().nonnegative().openapi({ minimum: 1, maximum: maxPictureBytes, example: 48_213 }),
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, 'The SHA-256 must be written as 64 hexadecimal digits.')
      .transform((digits) => digits.toLowerCase())
      .openapi({ type: 'string', pattern: '^[0-9a-fA-F]{64}$' }),
  })
  .openapi('NewFile');
export type NewFile = z.infer<typeof NewFile>;

export const Upload = z
  .object({
    method: z.literal('PUT'),
    url: z.url(),
    headers: z.record(z.string(), z.string()),
    expiresAt: Time,
  })
  .openapi('Upload');

export const FileNegotiation = z.object({ file: File, upload: Upload.nullable() }).openapi('FileNegotiation');
export type FileNegotiation = z.infer<typeof FileNegotiation>;

export const FileDeletion = z
  .object({ deleted: z.object({ files: z.number().int(), objects: z.number().int() }) })
  .openapi('FileDeletion');
export type FileDeletion = z.infer<typeof FileDeletion>;
