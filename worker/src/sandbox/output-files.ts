import { cleanText } from './clean-text.ts';
import type { SandboxFile, SkippedFile } from './driver.ts';

interface FileType {
  mediaType: string;
  /** First bytes that the content must have; text types have none. */
  magic?: Buffer[];
}

const png = [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])];
const jpeg = [Buffer.from([0xff, 0xd8, 0xff])];

/** What an output may be; everything else is skipped. */
const types: Readonly<Record<string, FileType>> = {
  png: { mediaType: 'image/png', magic: png },
  jpg: { mediaType: 'image/jpeg', magic: jpeg },
  jpeg: { mediaType: 'image/jpeg', magic: jpeg },
  gif: { mediaType: 'image/gif', magic: [Buffer.from('GIF87a'), Buffer.from('GIF89a')] },
  svg: { mediaType: 'image/svg+xml' },
  pdf: { mediaType: 'application/pdf', magic: [Buffer.from('%PDF-')] },
  csv: { mediaType: 'text/csv' },
  tsv: { mediaType: 'text/tab-separated-values' },
  json: { mediaType: 'application/json' },
  txt: { mediaType: 'text/plain' },
  md: { mediaType: 'text/markdown' },
  html: { mediaType: 'text/html' },
  xlsx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    magic: [Buffer.from('PK\u0003\u0004')],
  },
};

/** In characters and, since file systems count bytes, in bytes: a name that no disk takes could not be kept. */
const longestName = { characters: 100, bytes: 200 };

/** Collects a run's files, checking each again on our side of the boundary; names are made anew and unique. */
export function createOutputFiles(limits: { fileBytes: number; files: number }) {
  const files: SandboxFile[] = [];
  const skipped: SkippedFile[] = [];
  const names = new Map<string, string>();
  const skip = (sent: string, reason: string, bytes: number | null) => {
    if (skipped.length < 100) skipped.push({ name: safeName(sent), reason: cleanText(reason, 200), bytes });
  };

  return {
    files,
    skipped,
    skip,
    /** The name in the result of the file that the sandbox called `sent`. */
    nameOf: (sent: string): string | null => names.get(sent) ?? null,
    add(sent: string, bytes: Buffer): void {
      const name = unique(safeName(sent), files);
      const type = typeOf(name);
      if (!name.includes('.') || !type) skip(sent, 'this type of file is not kept', bytes.length);
      else if (files.length >= limits.files) skip(sent, `more than ${limits.files} files`, bytes.length);
      else if (bytes.length > limits.fileBytes)
        skip(sent, `larger than ${limits.fileBytes} bytes`, bytes.length);
      else if (type.magic && !type.magic.some((start) => bytes.subarray(0, start.length).equals(start)))
        skip(sent, `its content is not ${type.mediaType}`, bytes.length);
      else {
        names.set(sent, name);
        files.push({ name, bytes, mediaType: type.mediaType });
      }
    },
  };
}

/** The media type that a file's name promises. */
export function mediaTypeOf(name: string): string {
  return typeOf(name)?.mediaType ?? 'application/octet-stream';
}

function typeOf(name: string): FileType | undefined {
  return types[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];
}

/** Names that Windows keeps for its devices, whatever extension follows. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A base name of letters, digits, space and `._()+-` that means nothing to any system; a path is flattened
 * (`a/b.png` becomes `a-b.png`), and a name of which nothing is left becomes `file`.
 */
export function safeName(sent: string): string {
  const flat = sent
    .normalize('NFC')
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('-')
    .replace(/[^\p{L}\p{M}\p{N} ._()+-]/gu, '_')
    .replace(/[\s.]+$/u, '');
  const [, before = flat, extension = ''] = /^(.*)(\.[a-z0-9]{1,10})$/is.exec(flat) ?? [];
  const stem = shortened(before).replace(/^[\s._-]+|[\s._-]+$/gu, '');
  if (stem === '') return `file${extension}`;
  return `${deviceName.test(stem.split('.')[0] ?? '') ? 'file-' : ''}${stem}${extension}`;
}

function shortened(text: string): string {
  const { characters, bytes } = longestName;
  const { read } = new TextEncoder().encodeInto(text.slice(0, characters), new Uint8Array(bytes));
  return text.slice(0, read).toWellFormed();
}

function unique(name: string, files: readonly SandboxFile[]): string {
  const taken = new Set(files.map((file) => file.name.toLowerCase()));
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let n = 1, candidate = name; ; candidate = `${stem}-${++n}${extension}`) {
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}
