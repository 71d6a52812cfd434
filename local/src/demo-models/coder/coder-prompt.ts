import { fencedBlocks } from '../fenced-blocks.ts';

/** What the coder is told: everything it knows is in here. */
export interface CoderPrompt {
  /** The parsed JSON under SPEC; null when there is none that can be read. */
  spec: unknown;
  instruction: string;
  /** What was asked in the jobs before, oldest first. */
  earlier: string[];
  previousCode: string | null;
  /** Whether the rules say that a person wrote the previous code, so that its numbers count. */
  isEdited: boolean;
  problem: string | null;
}

const headings = [
  ...(['SPEC', 'INSTRUCTION', 'EARLIER', 'PREVIOUS CODE', 'LAST RUN', 'PROBLEM'] as const),
  ...(['CONTRACT', 'RULES', 'TASK'] as const),
] as const;
type Heading = (typeof headings)[number];

/**
 * Takes a prompt apart by its headings, whatever marks are around them (`## SPEC`, `**SPEC:**`, `SPEC (JSON)`).
 * A JSON block without a heading counts as the spec when it has `panels`.
 */
export function parseCoderPrompt(prompt: string): CoderPrompt {
  const sections = splitSections(prompt);
  const spec = firstJson(sections.get('SPEC') ?? '') ?? firstJson(prompt);
  const previous = sections.get('PREVIOUS CODE');
  const problem = sections.get('PROBLEM');
  return {
    spec,
    instruction: unfenced(sections.get('INSTRUCTION') ?? ''),
    earlier: listed(sections.get('EARLIER') ?? ''),
    previousCode: previous ? unfenced(previous) : null,
    problem: problem ? unfenced(problem) : null,
    isEdited: /\bperson edited PREVIOUS CODE\b/i.test(prompt.slice(0, prompt.search(/^\W*SPEC\b/m))),
  };
}

function splitSections(prompt: string): Map<Heading, string> {
  const lines = prompt.split(/\r?\n/);
  const fenced = fencedBlocks(prompt);
  const sections = new Map<Heading, string>();
  let heading: Heading | null = null;
  let body: string[] = [];
  const close = () => {
    // The first of a name wins: a later one may be text of the person's, quoted.
    if (heading && !sections.has(heading)) sections.set(heading, body.join('\n').trim());
    body = [];
  };
  for (const [at, line] of lines.entries()) {
    const inside = fenced.some(({ start, end }) => at >= start && at < end);
    const found = inside ? null : headingOf(line);
    if (found) {
      close();
      heading = found.heading;
      if (found.rest) body.push(found.rest);
    } else body.push(line);
  }
  close();
  return sections;
}

function headingOf(line: string): { heading: Heading; rest: string } | null {
  const match = /^[#*\s]*([A-Z]+(?: (?:CODE|RUN))?)\b[*\s]*(?:\([^)]*\))?[*\s]*(?:[:–—-]+(.*))?$/.exec(line);
  const heading = headings.find((name) => name === match?.[1]);
  return heading ? { heading, rest: (match?.[2] ?? '').replace(/^[*\s]+/, '') } : null;
}

/** The first fenced block, or bare text, that is a JSON object with `panels`; null when none is. */
function firstJson(text: string): unknown {
  const candidates = [...fencedBlocks(text).map((block) => block.text), text];
  for (const candidate of candidates) {
    try {
      const value: unknown = JSON.parse(candidate);
      if (typeof value === 'object' && value !== null && 'panels' in value) return value;
    } catch {
      // Prose or Python: not the spec.
    }
  }
  return null;
}

function unfenced(section: string): string {
  const [block] = fencedBlocks(section);
  return (block ? block.text : section).trim();
}

function listed(section: string): string[] {
  return section.split('\n').flatMap((line) => /^\s*-\s+(.+)$/.exec(line)?.[1]?.trim() ?? []);
}
