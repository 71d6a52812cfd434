import type { ChartKind } from './chart.ts';
import { colorIn } from './color-words.ts';
import { countIn, type Filters, parseFilters } from './filter-words.ts';
import { parseQuestions, type Question } from './question-words.ts';

/** What can be added to a chart without changing its numbers. */
const marks = ['average', 'values', 'grid', 'trend'] as const;
export type Mark = (typeof marks)[number];

/** What an instruction asks for, as far as simple words tell. What it does not speak of is null or empty. */
export interface Wish extends Filters {
  kind: ChartKind | null;
  log: boolean | null;
  sort: 'ascending' | 'descending' | 'label' | null;
  title: string | null;
  /** `#rrggbb`. */
  color: string | null;
  marks: Mark[];
  /** Values as shares of their sum, or each with all before it added. */
  turn: 'percent' | 'cumulative' | null;
  questions: Question[];
  /** Forget what was asked before. */
  reset: boolean;
  /** False when the instruction says something and none of it was understood. */
  understood: boolean;
}

const kindWords: readonly [RegExp, ChartKind][] = [
  [/\bhorizontal\b.*\bbars?\b/, 'horizontal_bar'],
  [/\bstack(?:ed)?\b.*\bbars?\b|\bstack (?:them|it)\b/, 'stacked_bar'],
  [/\bgrouped\b.*\bbars?\b|\bside by side\b/, 'grouped_bar'],
  [/\bbar (?:chart|graph|plot)|\b(?:as|to|into|use) (?:a )?(?:bars?|columns?)\b|\bcolumn chart/, 'bar'],
  [/\bline (?:chart|graph|plot)|\b(?:as|to|into|use) (?:a )?lines?\b/, 'line'],
  [/\bscatter|\bdots? (?:chart|plot)|\bas (?:dots|points)\b/, 'scatter'],
  [/\barea (?:chart|graph|plot)|\bas (?:an )?area\b/, 'area'],
  [/\bpie\b|\bdo(?:ugh)?nut\b/, 'pie'],
];

/** Words that ask for what is done in any case. */
const usual =
  /^\W*(?:none|null)?\W*$|\b(?:csv|svg|png|show|give|copy|write|repeat|same|digiti|extract|read|look|check|get|data|numbers|python|code|program|chart|graph|table|figure|picture|image|photo|file|download|(?:re)?(?:build|creat|mak|draw|plot|produc|do\b))/;

export function parseWish(instruction: string): Wish {
  const text = instruction.toLowerCase();
  const filters = parseFilters(instruction);
  const sort = parseSort(text);
  const wish = {
    ...filters,
    kind: kindWords.find(([word]) => word.test(text))?.[1] ?? null,
    log: /\b(?:linear|no log|without (?:a )?log)/.test(text)
      ? false
      : /\blog(?:arithmic)?\b/.test(text) || null,
    sort,
    title: parseTitle(instruction),
    color: colorIn(text),
    marks: parseMarks(text),
    turn: parseTurn(text),
    // "Sorted, highest first" and "the top 3" ask nothing.
    questions: parseQuestions(text, sort !== null || filters.top !== null || countIn(text) !== null),
    reset: /\b(?:undo|reset|start over|(?:back to|like) the original|as before)\b/.test(text),
  };
  const { only, without, top, questions, marks, ...single } = wish;
  const listed = [only, without, top, ...questions, ...marks, ...wish.conditions];
  const found = [...listed, ...Object.values(single)].some(
    (value) => value !== null && value !== false && !Array.isArray(value),
  );
  return { ...wish, understood: found || wish.log === false || usual.test(text) };
}

/** One wish of a conversation: the last word on each thing counts, filters add up, questions are asked once. */
export function mergeWishes(earlier: readonly Wish[], now: Wish): Wish {
  const from = earlier.findLastIndex(({ reset }) => reset);
  const before = now.reset ? [] : earlier.slice(Math.max(0, from));
  const last = <K extends 'kind' | 'log' | 'sort' | 'title' | 'color' | 'turn'>(key: K): Wish[K] =>
    [...before, now].findLast((wish) => wish[key] !== null)?.[key] ?? now[key];
  return {
    ...now,
    ...{ kind: last('kind'), log: last('log'), sort: last('sort'), title: last('title') },
    ...{ color: last('color'), turn: last('turn') },
    marks: marks.filter((mark) => [...before, now].some((wish) => wish.marks.includes(mark))),
  };
}

/** The title that is wanted; '' for none at all. */
function parseTitle(instruction: string): string | null {
  if (/\b(?:without|no|remove|drop|hide)\s+(?:a |the )?title\b/i.test(instruction)) return '';
  const quoted = /\b(?:re)?(?:titled?|name|call|caption)\b[^"“'‘]{0,30}["“'‘]([^"”'’]{1,200})["”'’]/i.exec(
    instruction,
  )?.[1];
  const plain =
    /\b(?:title(?:d)?\s+(?:it\s+)?(?:to|is|be|as|it)|(?:call|name) it|title\s*[:=])\s+([^"“'‘.,;]{3,80})/i.exec(
      instruction,
    )?.[1];
  return quoted ?? plain?.trim() ?? null;
}

function parseSort(text: string): Wish['sort'] {
  if (
    !/\b(?:sort(?:ed)?|order(?:ed)?(?: by)?|rank(?:ed)?|(?:highest|largest|biggest|lowest|smallest) first)\b/.test(
      text,
    )
  )
    return null;
  if (/\b(?:alphabetical(?:ly)?|by (?:name|label|category|year|date|month)|a to z)\b/.test(text))
    return 'label';
  return /\b(?:ascending|smallest first|lowest first|increasing|smallest to largest|low to high)\b/.test(text)
    ? 'ascending'
    : 'descending';
}

function parseMarks(text: string): Mark[] {
  const adds = /\b(?:add|show|draw|mark|with|include|put|label|write|print)\b/.test(text);
  const found = (mark: Mark, words: RegExp) => (adds && words.test(text) ? [mark] : []);
  return [
    ...found('average', /\b(?:average|mean)\b/),
    ...found(
      'values',
      /\b(?:value|data|number)s? (?:labels?|on|above|at)\b|\blabels? (?:on|above)\b|\bnumbers on\b|\blabel (?:the|each|every)\b|\bthe values\b/,
    ),
    ...found('grid', /\bgrid/),
    ...found('trend', /\btrend|\bregression|\bfit(?:ted)? line/),
  ];
}

function parseTurn(text: string): Wish['turn'] {
  if (/\b(?:cumulative|running (?:total|sum)|accumulated?)\b/.test(text)) return 'cumulative';
  return /\b(?:as|in|into|to) (?:a )?(?:percent|per cent|percentages?|shares?|%)|\bnormali[sz]ed?\b|\brelative shares\b/.test(
    text,
  )
    ? 'percent'
    : null;
}
