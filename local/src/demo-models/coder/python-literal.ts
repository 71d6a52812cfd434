/** A value as it can be written into a program. */
export type Literal = null | boolean | number | string | readonly Literal[];

/**
 * A Python literal of a value. A string stays one literal on one line whatever is in it: quotes, line breaks, control,
 * invisible and direction characters and code fences come out as escapes. A number that is not finite is `None`.
 */
export function pythonLiteral(value: Literal): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'None';
  if (typeof value === 'string') return stringLiteral(value);
  return listLiteral(value.map(pythonLiteral));
}

/** JSON's escapes mean the same in Python, which leaves what JSON lets through as it is. */
function stringLiteral(text: string): string {
  return JSON.stringify(text.toWellFormed())
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => escapeCharacter(character))
    .replace(/`{3,}|~{3,}/g, (fence) => [...fence].map(escapeCharacter).join(''));
}

function escapeCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
}

const maxLine = 96;

function listLiteral(items: string[]): string {
  const oneLine = `[${items.join(', ')}]`;
  if (oneLine.length <= maxLine) return oneLine;
  const lines = [''];
  for (const item of items) {
    const line = lines.at(-1) ?? '';
    if (line && line.length + item.length + 2 > maxLine) lines.push(`${item},`);
    else lines[lines.length - 1] = line ? `${line} ${item},` : `${item},`;
  }
  return `[\n${lines.map((line) => line.replace(/^|\n/g, '$&    ')).join('\n')}\n]`;
}
