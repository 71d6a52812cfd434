import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Check } from './check.ts';

/** What people write labels in, the fonts that draw it (any of them), and Debian's package of the first. */
export const scripts: readonly { name: string; families: readonly string[]; package: string }[] = [
  {
    name: 'Chinese, Japanese and Korean',
    families: ['Noto Sans CJK SC', 'Noto Sans CJK JP', 'WenQuanYi Zen Hei', 'Droid Sans Fallback'],
    package: 'fonts-noto-cjk',
  },
  { name: 'Devanagari', families: ['Noto Sans Devanagari', 'Unifont'], package: 'fonts-noto-core' },
  { name: 'emoji', families: ['Symbola', 'Unifont Upper'], package: 'fonts-symbola' },
];

/** Which scripts come out as boxes under bubblewrap, which draws with the fonts of this machine. */
export function fontCheck(families: readonly string[]): Check {
  const name = 'fonts';
  const missing = scripts.filter((script) => !script.families.some((family) => families.includes(family)));
  if (missing.length === 0)
    return { name, state: 'ok', says: 'labels in every script can be drawn', mend: null };
  const list = missing.map((script) => script.name).join('; ');
  return {
    name,
    state: 'weaker',
    says: `under bubblewrap labels are drawn as boxes in: ${list}`,
    mend: `sudo apt-get install ${missing.map((script) => script.package).join(' ')}`,
  };
}

const FontList = z.object({ ttflist: z.array(z.object({ name: z.string() })) });

/** The families in the font list that was built with the environment; none where there is no list. */
export async function listedFamilies(sandboxDir: string): Promise<string[]> {
  const families: string[] = [];
  for await (const file of glob('fonts/fontlist-*.json', { cwd: sandboxDir })) {
    const list = FontList.parse(JSON.parse(await readFile(join(sandboxDir, file), 'utf8')));
    families.push(...list.ttflist.map(({ name }) => name));
  }
  return families;
}
