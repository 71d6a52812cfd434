import { z } from 'zod';
import { type ChatRequest, userText } from './chat-request.ts';
import { fencedBlocks } from './fenced-blocks.ts';
import { smallestInstance } from './schema-instance.ts';

const actions = ['look', 'write_code', 'finish', 'give_up'] as const;
type Action = (typeof actions)[number];

const Facts = z.record(z.string(), z.unknown());
type Facts = z.infer<typeof Facts>;

/**
 * The next move by rule, from the state in the user message: look when nothing was seen, write code when something
 * was, finish when a program ran, write again when one failed, give up when nothing else is legal.
 *
 * Returns the decision as JSON (`thought`, `action`, `input`); without a state and without a schema, a sentence.
 */
export function decide(request: ChatRequest): string {
  const schema =
    request.response_format?.type === 'json_schema' ? request.response_format.json_schema.schema : null;
  const state = readState(userText(request));
  if (!state && !schema)
    return 'This is the demo reasoning model. It decides by rules, from a state in JSON.';
  const legal = legalActions(schema, state);
  const { action, thought } = weigh(state ?? {}, legal);
  return JSON.stringify({ thought: thought.slice(0, 300), action, input: inputFor(schema, action) });
}

function weigh(state: Facts, legal: readonly Action[]): { action: Action; thought: string } {
  const seen = find(state, /^(spec|picture|reading|seen)/i);
  const last = find(state, /^(last_?attempt|last_?run|attempt)$/i) ?? lastOf(find(state, /^attempts$/i));
  const kind = stringIn(seen, /^(kind|kinds|panels)$/i);
  const may = (action: Action) => legal.includes(action);
  if (isNothing(seen) && isNothing(last) && may('look')) {
    return { action: 'look', thought: 'I have not seen the picture yet, so I look at it first.' };
  }
  if (isNothing(last) && may('write_code')) {
    const what = kind ? `The picture shows ${named(kind)}` : 'I know what the picture shows';
    return { action: 'write_code', thought: `${what}. I write a program that rebuilds it from its numbers.` };
  }
  if (!isNothing(last) && ranWell(last) && may('finish')) {
    return { action: 'finish', thought: 'The program ran and wrote its files. There is nothing left to do.' };
  }
  if (!isNothing(last) && may('write_code')) {
    return {
      action: 'write_code',
      thought: `The last program ${trouble(last)}. I write it again with that in mind.`,
    };
  }
  if (may('finish')) return { action: 'finish', thought: 'I end here with what there is.' };
  if (may('give_up'))
    return { action: 'give_up', thought: 'I have no move left that could help, so I stop here.' };
  return { action: legal[0] ?? 'give_up', thought: 'Only this move is open to me, so I take it.' };
}

function ranWell(attempt: unknown): boolean {
  const status = stringIn(attempt, /^(status|outcome|state)$/i);
  return status !== null && /^(ok|succeeded|success|ran|reproduced)$/i.test(status);
}

function trouble(attempt: unknown): string {
  if (find(attempt, /^blocked$/i) === true || /block/i.test(stringIn(attempt, /^(status|outcome)$/i) ?? '')) {
    return 'was stopped by the checks';
  }
  const status = stringIn(attempt, /^status$/i) ?? '';
  if (/timeout/i.test(status)) return 'took too long';
  if (/memory/i.test(status)) return 'needed too much memory';
  const error = stringIn(find(attempt, /^error/i), /^type$/i) ?? stringIn(attempt, /^error/i);
  const name = /\w+(?:Error|Exception)\b/.exec(error ?? '')?.[0];
  return name ? `failed with ${article(name)}` : 'did not do what it should';
}

function readState(text: string): Facts | null {
  for (const { text: json } of fencedBlocks(text)) {
    try {
      const parsed = Facts.parse(JSON.parse(json));
      const inner = Facts.safeParse(parsed.state);
      return inner.success ? { ...parsed, ...inner.data } : parsed;
    } catch {
      // Not a JSON object: the state may be in a later block.
    }
  }
  return null;
}

/** What the schema's enum allows; failing that, what the state lists; failing that, everything. */
function legalActions(schema: Facts | null, state: Facts | null): readonly Action[] {
  const enums = schema ? collectActions(schema) : [];
  const listed =
    enums.length > 0 ? enums : [find(state, /^(legal|allowed)?_?actions$|^legal/i)].flat().map(String);
  const known = actions.filter((action) => listed.includes(action));
  return known.length > 0 ? known : actions;
}

function collectActions(schema: Facts): string[] {
  const action = Facts.safeParse(Facts.safeParse(schema.properties).data?.action).data;
  const own = action ? [action.const ?? [], action.enum ?? []].flat(2).map(String) : [];
  return [...own, ...branches(schema).flatMap(collectActions)];
}

/** The smallest input that the schema allows beside this action. */
function inputFor(schema: Facts | null, action: Action): unknown {
  if (!schema) return {};
  const branch = branches(schema).find((candidate) => collectActions(candidate).includes(action)) ?? schema;
  const input = Facts.safeParse(Facts.safeParse(branch.properties).data?.input);
  return input.success ? (smallestInstance(input.data, schema) ?? {}) : {};
}

function branches(schema: Facts): Facts[] {
  const listed: unknown[] = [schema.anyOf ?? [], schema.oneOf ?? []].flat();
  return listed.flatMap((branch) => {
    const facts = Facts.safeParse(branch);
    return facts.success ? [facts.data] : [];
  });
}

/** The value of the first member whose name matches, here or, failing that, one level down. */
function find(value: unknown, name: RegExp): unknown {
  const facts = Facts.safeParse(value);
  if (!facts.success) return undefined;
  const own = Object.keys(facts.data).find((key) => name.test(key));
  return own === undefined ? undefined : facts.data[own];
}

function stringIn(value: unknown, name: RegExp): string | null {
  const found = find(value, name);
  if (typeof found === 'string') return found;
  const [first] = Array.isArray(found) ? found : [];
  if (typeof first === 'string') return first;
  return first === undefined ? null : stringIn(first, /^kind$/i);
}

function lastOf(value: unknown): unknown {
  return Array.isArray(value) ? value.at(-1) : value;
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === 0 ||
    value === false ||
    value === 'none' ||
    value === ''
  );
}

function named(kind: string): string {
  if (kind === 'unknown') return 'something that I do not recognise';
  if (kind === 'text') return 'text';
  const words = kind.replaceAll('_', ' ');
  return article(/^(?:line|area|pie|box)$|bar$/.test(words) ? `${words} chart` : words);
}

function article(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}
