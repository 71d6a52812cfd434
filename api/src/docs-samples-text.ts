import { readFile } from 'node:fs/promises';

const samples = [
  { title: 'curl', file: 'start.sh' },
  { title: 'TypeScript', file: 'start.ts' },
  { title: 'Python', file: 'start.py' },
];

/** The examples of `docs/examples` as the docs page takes them: a module, since not every runtime has files to read. */
export async function docsSamplesText(): Promise<string> {
  const read = samples.map(async ({ title, file }) => {
    const code = await readFile(new URL(`../../docs/examples/${file}`, import.meta.url), 'utf8');
    return { title, file, code };
  });
  return `${JSON.stringify(await Promise.all(read), null, 2)}\n`;
}
