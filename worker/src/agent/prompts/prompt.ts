import { readFileSync } from 'node:fs';

const read = new Map<string, string>();

/** A prompt from its `.md` file, with each `{{name}}` replaced; a name without a value throws. */
export function prompt(file: string, values: Readonly<Record<string, string>> = {}): string {
  const text = read.get(file) ?? readFileSync(new URL(`./${file}.md`, import.meta.url), 'utf8').trim();
  read.set(file, text);
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The prompt ${file} needs a value for ${name}.`);
    return value;
  });
}
