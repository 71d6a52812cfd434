import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What must come of a hostile program. */
export interface AbuseExpectation {
  statuses: string[];
  /** What stdout must match, if anything in particular. */
  says: RegExp | null;
  /** The names of all output files, sorted. */
  files: string[];
}

/** A hostile program of `sandbox/abuse`; `name` is `family/program`. */
export interface AbuseProgram {
  name: string;
  family: string;
  code: string;
  /** Left to the full tests. */
  isSlow: boolean;
  /** The limits it runs under: tighter than usual where it would otherwise only take longer to fail. */
  limits: { wallMs: number; memoryBytes?: number };
  /** What must come of it on this driver; the runtime's first word counts (`docker`, `runsc 2022`). */
  expectation(driver: string, runtime: string): AbuseExpectation;
}

const usualWallMs = 3_000;

/** Every program of `sandbox/abuse`, family by family; throws if one does not say what to expect. */
export function abusePrograms(folder = join(import.meta.dirname, '../../../sandbox/abuse')): AbuseProgram[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[^/]+\/[^/]+\.py$/.test(file))
    .sort()
    .map((file) => parseAbuseProgram(file, readFileSync(join(folder, file), 'utf8')));
}

/** Reads the comments on top of a program; `file` is its path under `sandbox/abuse`. */
export function parseAbuseProgram(file: string, code: string): AbuseProgram {
  const top = /^(#.*\n)+/.exec(code)?.[0] ?? '';
  const notes = new Map(
    [...top.matchAll(/^# ([a-zA-Z]+(?:\[[a-z/]+\])?): (.+)$/gm)].map(([, key = '', value = '']) => [
      key,
      value,
    ]),
  );
  for (const key of notes.keys()) checkNote(file, key, notes);
  if (!notes.has('expect')) throw new Error(`${file} does not say what to expect.`);
  return {
    name: file.replace(/\.py$/, ''),
    family: file.split('/')[0] ?? '',
    code,
    isSlow: notes.has('slow'),
    limits: {
      wallMs: Number(notes.get('wallMs') ?? usualWallMs),
      ...(notes.has('memoryMB') ? { memoryBytes: Number(notes.get('memoryMB')) * 1024 * 1024 } : {}),
    },
    expectation(driver, runtime) {
      // A pod's program sees gVisor's kernel as a container's does.
      const like = driver === 'kubernetes' ? 'docker' : driver;
      const place = `${like}/${runtime.split(' ')[0]}`;
      const note = (key: string) =>
        notes.get(`${key}[${place}]`) ?? notes.get(`${key}[${like}]`) ?? notes.get(key);
      const says = note('says');
      return {
        statuses: (note('expect') ?? '').split('|'),
        says: says === undefined ? null : new RegExp(says, 'm'),
        files: (note('files') ?? '')
          .split(' ')
          .filter((name) => name !== '' && name !== 'none')
          .sort(),
      };
    },
  };
}

/** A misspelt note would be one that nobody checks; an exception without a reason one that nobody understands. */
function checkNote(file: string, key: string, notes: ReadonlyMap<string, string>): void {
  const [, name = '', place] = /^([a-zA-Z]+)(?:\[(.+)\])?$/.exec(key) ?? [];
  if (!['expect', 'says', 'files', 'why', 'slow', 'wallMs', 'memoryMB'].includes(name))
    throw new Error(`${file} has an unknown note: ${key}.`);
  if (place && !notes.has(`why[${place}]`)) throw new Error(`${file} does not say why ${place} differs.`);
}
