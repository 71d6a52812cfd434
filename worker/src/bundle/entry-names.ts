import { safeName } from '../sandbox/output-files.ts';

/**
 * Names for files inside one folder of a zip: safe base names that mean nothing to any system, none twice, also where
 * capitals do not count.
 */
export function createEntryNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    const safe = safeName(name);
    let unique = safe;
    for (let n = 2; taken.has(unique.toLowerCase()); n += 1) unique = `${n}-${safe}`;
    taken.add(unique.toLowerCase());
    return unique;
  };
}
