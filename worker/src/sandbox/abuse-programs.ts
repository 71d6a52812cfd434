import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A hostile program and what its first lines say must come of it. */
export interface AbuseProgram {
  name: string;
  code: string;
  statuses: string[];
  says: RegExp | null;
  files: string[];
}

/** The programs of `sandbox/abuse`. */
export function abusePrograms(folder = join(import.meta.dirname, '../../../sandbox/abuse')): AbuseProgram[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.py'))
    .sort()
    .map((file) => {
      const code = readFileSync(join(folder, file), 'utf8');
      const note = (key: string) => new RegExp(`^# ${key}: (.+)$`, 'm').exec(code)?.[1];
      const [expected, says] = [note('expect'), note('says')];
      if (!expected) throw new Error(`${file} does not say what to expect.`);
      return {
        name: file.replace(/\.py$/, ''),
        code,
        statuses: expected.split('|'),
        says: says ? new RegExp(says, 'm') : null,
        files: (note('files') ?? '').split(' ').filter((name) => name !== ''),
      };
    });
}
