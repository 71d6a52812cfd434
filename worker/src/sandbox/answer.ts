import { z } from 'zod';
import { cleanJson } from './clean-text.ts';
import type { OutputChunk, SandboxFile, SkippedFile } from './driver.ts';
import { FigureFacts } from './figure-facts.ts';
import { type Frame, ProtocolViolation } from './frames.ts';
import { createKeptOutput } from './kept-output.ts';
import { createOutputFiles } from './output-files.ts';

const maxFigures = 24;

/** The supervisor's last word; the strings in it may be the user's program's. */
const Verdict = z.strictObject({
  status: z.enum(['ok', 'error', 'timeout', 'out_of_memory', 'output_limit', 'killed']),
  exitCode: z.number().int().nullable(),
  error: z
    .strictObject({
      type: z.string().max(300),
      message: z.string().max(4000),
      line: z.number().int().positive().nullable(),
      traceback: z.string().max(10_000),
    })
    .nullable(),
  durationMs: z.number().int().nonnegative(),
  cpuMs: z.number().int().nonnegative().nullable(),
  peakMemoryBytes: z.number().int().nonnegative().nullable(),
});
export type Verdict = z.infer<typeof Verdict>;

const Skipped = z.strictObject({
  name: z.string().max(2000),
  reason: z.string().max(1000),
  bytes: z.number().int().nonnegative().nullish(),
});

/** What has come back so far. */
export interface Answer {
  verdict: Verdict | null;
  files: SandboxFile[];
  skipped: SkippedFile[];
  figures: FigureFacts[];
  stdout: string;
  stderr: string;
  truncated: boolean;
}

/** Puts the frames of one run together. `take` throws `ProtocolViolation` on a payload out of shape. */
export function createAnswer(
  limits: { fileBytes: number; files: number; outputBytes: number },
  onOutput: (chunk: OutputChunk) => void,
) {
  const kept = { stdout: createKeptOutput(), stderr: createKeptOutput() };
  const files = createOutputFiles(limits);
  const figures: FigureFacts[] = [];
  let outputBytes = 0;
  let verdict: Verdict | null = null;

  return {
    take({ kind, payload }: Frame): void {
      if (kind === 'stdout' || kind === 'stderr') {
        outputBytes += payload.length;
        if (outputBytes > limits.outputBytes)
          throw new ProtocolViolation('The sandbox passed its output limit.');
        onOutput({ stream: kind, text: kept[kind].push(payload) });
      } else if (kind === 'file') files.add(...parseFile(payload));
      else if (kind === 'skipped') {
        const { name, reason, bytes } = parseJson(Skipped, payload);
        files.skip(name, reason, bytes ?? null);
      } else if (kind === 'figures') {
        const figure = parseFigure(payload);
        if (figure && figures.length < maxFigures) figures.push(figure);
      } else if (kind === 'result') verdict = parseJson(Verdict, payload);
    },
    /** Everything so far; call it once, at the end. */
    finish(): Answer {
      for (const stream of ['stdout', 'stderr'] as const) onOutput({ stream, text: kept[stream].end() });
      const [stdout, stderr] = [kept.stdout.text(), kept.stderr.text()];
      return {
        verdict,
        files: files.files,
        skipped: files.skipped,
        figures: figures.map((figure) => ({
          ...figure,
          file: figure.file === null ? null : files.nameOf(figure.file),
        })),
        stdout: stdout.text,
        stderr: stderr.text,
        truncated: stdout.truncated || stderr.truncated,
      };
    },
  };
}

function parseFile(payload: Buffer): [string, Buffer] {
  const nameBytes = payload.length >= 2 ? payload.readUInt16BE(0) : Number.POSITIVE_INFINITY;
  if (nameBytes > 1024 || payload.length < 2 + nameBytes)
    throw new ProtocolViolation('A file frame is cut short.');
  return [payload.toString('utf8', 2, 2 + nameBytes), payload.subarray(2 + nameBytes)];
}

/** The program can write these notes itself: one that is out of shape is dropped, not an offence. */
function parseFigure(payload: Buffer): FigureFacts | null {
  try {
    return FigureFacts.safeParse(cleanJson(JSON.parse(payload.toString('utf8')))).data ?? null;
  } catch {
    return null; // not JSON at all
  }
}

function parseJson<T>(schema: z.ZodType<T>, payload: Buffer): T {
  try {
    return schema.parse(cleanJson(JSON.parse(payload.toString('utf8'))));
  } catch (cause) {
    throw new ProtocolViolation('The sandbox sent JSON of another shape.', { cause });
  }
}
