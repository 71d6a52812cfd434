import type { Spec } from '@snaprun/core/spec';
import { isInstructionLike } from './instruction-like.ts';
import { mapTexts, type Place } from './map-texts.ts';
import type { Oddity } from './oddity.ts';

interface Withheld {
  /** The reading without them: names and labels stand as `(withheld 1)`, loose text is gone. */
  spec: Spec;
  /** What was taken out, in reading order, each text once. */
  texts: { text: string; place: Place }[];
}

/** Loose text comes line by line, so an instruction may be broken over some of them. */
const longestBreak = 4;

/**
 * Takes out of a reading what reads like an instruction to a model, so that no model behind the reader sees it.
 *
 * Numbers are untouched, and the same text is replaced by the same words everywhere, so values keep their places.
 */
export function withholdInstructions(spec: Spec): Withheld {
  const known = done.get(spec);
  if (known !== undefined) return known;
  const withheld = withhold(spec);
  done.set(spec, withheld);
  return withheld;
}

/** Every step of a job asks again, and a large table takes a second. */
const done = new WeakMap<Spec, Withheld>();

function withhold(spec: Spec): Withheld {
  const broken = new Set(
    spec.panels.flatMap(({ text, table }) => [text, ...(table?.rows ?? [])].flatMap(brokenLines)),
  );
  const texts: Withheld['texts'] = [];
  const names = new Map<string, string>();
  const without = mapTexts(spec, (text, place) => {
    if (!broken.has(text) && !isInstructionLike(text)) return text;
    const name = names.get(text) ?? `(withheld ${names.size + 1})`;
    if (!names.has(text)) texts.push({ text, place });
    names.set(text, name);
    return loose.includes(place) ? null : name;
  });
  return { spec: texts.length === 0 ? spec : without, texts };
}

const loose: readonly Place[] = ['text', 'note', 'description'];

/** Neighbours that make an instruction only together: the fewest lines that do. */
function brokenLines(lines: readonly string[]): string[] {
  const found: (readonly [number, number])[] = [];
  for (let size = 2; size <= longestBreak; size += 1) {
    for (let from = 0; from + size <= lines.length; from += 1) {
      const to = from + size;
      const some = lines.slice(from, to);
      if (some.some(isInstructionLike) || found.some(([a, b]) => a >= from && b <= to)) continue;
      if (isInstructionLike(some.join(' '))) found.push([from, to]);
    }
  }
  return found.flatMap(([from, to]) => lines.slice(from, to));
}

/** What people are told of it. */
export function checkInstructions(spec: Spec): Oddity[] {
  return withholdInstructions(spec).texts.map(({ text, place }) => ({
    rule: 'INSTRUCTION_IN_PICTURE',
    message: `The picture holds text that reads like an instruction (${place}: “${short(text)}”); it was not followed, and the models that plan and write were not shown it`,
  }));
}

function short(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119).toWellFormed()}…` : text;
}
