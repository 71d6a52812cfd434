import { readdirSync, readFileSync } from 'node:fs';

interface Prompt {
  version: number;
  text: string;
}

const read = new Map<string, Prompt>();

/** A prompt from its `.md` file, with each `{{name}}` replaced; a name without a value throws. */
export function prompt(file: string, values: Readonly<Record<string, string>> = {}): string {
  return load(file).text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The prompt ${file} needs a value for ${name}.`);
    return value;
  });
}

/** Which prompts this worker speaks with: `look@2`, one of a kind, so that results can be told apart by them. */
export function promptVersions(): string[] {
  return readdirSync(new URL('.', import.meta.url))
    .flatMap((name) => /^(.+)\.md$/.exec(name)?.[1] ?? [])
    .sort()
    .map((file) => `${file}@${load(file).version}`);
}

/** The first line is `<!-- version N -->`; whoever changes the words raises the number. */
function load(file: string): Prompt {
  const known = read.get(file);
  if (known) return known;
  const [, version, text] =
    /^<!-- version (\d+) -->\n([\s\S]+)$/.exec(
      readFileSync(new URL(`./${file}.md`, import.meta.url), 'utf8'),
    ) ?? [];
  if (version === undefined || text === undefined) throw new Error(`The prompt ${file} has no version.`);
  const loaded = { version: Number(version), text: text.trim() };
  read.set(file, loaded);
  return loaded;
}
