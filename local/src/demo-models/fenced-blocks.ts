export interface FencedBlock {
  /** The word after the fence, lower case; '' when there is none. */
  language: string;
  text: string;
  /** The nearest line above the fence that is not blank, trimmed. */
  lead: string;
  /** The line of the opening fence and the line after the closing one, counted from 0. */
  start: number;
  end: number;
}

/** The fenced blocks of a Markdown text, in order; a fence that nobody closes runs to the end. */
export function fencedBlocks(markdown: string): FencedBlock[] {
  const lines = markdown.split(/\r?\n/);
  const blocks: FencedBlock[] = [];
  let lead = '';
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const opening = /^\s{0,3}(`{3,}|~{3,})\s*([\w+-]*)/.exec(line);
    if (!opening?.[1]) {
      if (line.trim()) lead = line.trim();
      continue;
    }
    const fence = opening[1];
    const rest = lines.slice(at + 1);
    const length = rest.findIndex((inner) => inner.trim().startsWith(fence) && /^[`~]+$/.test(inner.trim()));
    const body = length < 0 ? rest : rest.slice(0, length);
    const end = at + 1 + body.length + 1;
    blocks.push({ language: (opening[2] ?? '').toLowerCase(), text: body.join('\n'), lead, start: at, end });
    at = end - 1;
  }
  return blocks;
}
