import type { ModelRole } from '@snaprun/core/config';
import { Spec } from '@snaprun/core/spec';
import { decisionAmong, decisionRequest } from '../../nodes/reason.ts';
import { reasoningFacts } from '../../reasoning-facts.ts';
import { emptyState } from '../../state.ts';
import { codeRequest } from '../../tools/code-gen-tool.ts';
import { lookRequest } from '../../tools/vision-tool.ts';
import { extractCode } from '../extract-code.ts';
import { fitToSchema } from '../fit-to-schema.ts';
import type { ModelRequest } from '../model-client.ts';
import { parseJson } from '../parse-json.ts';

/** What the product asks of a role, and whether an answer is of use to it. */
export interface Sample {
  request: ModelRequest;
  /** What the answer holds, in words; null when it is of no use. */
  describe(answer: string): string | null;
}

/** The product's own prompts on a small bar chart, so that what works here works there. */
export function sampleOf(role: ModelRole, picture: Uint8Array): Sample {
  if (role === 'vision') return { request: lookRequest(async () => picture), describe: describeSpec };
  if (role === 'reasoning') {
    const facts = reasoningFacts(null, { ...emptyState, spec, looks: 1 }, legal);
    return { request: decisionRequest(facts, legal), describe: describeDecision };
  }
  const task = { spec, origin: 'generated', hint: '', previous: null } as const;
  return { request: codeRequest(task, null).request, describe: describeCode };
}

/** An answer to this can only be the one word that the schema allows, unless schemas are not applied. */
export const schemaCanary: ModelRequest = {
  user: 'Write one sentence about the weather.',
  maxTokens: 40,
  temperature: 0,
  schema: {
    name: 'canary',
    schema: {
      type: 'object',
      properties: { word: { type: 'string', enum: ['snaprun'] } },
      required: ['word'],
      additionalProperties: false,
    },
  },
};

/** Asks for room that no window has, so that the refusal tells the window; who does not refuse answers one word. */
export const windowCanary: ModelRequest = {
  user: 'Answer with the one word: yes',
  maxTokens: 10_000_000,
  temperature: 0,
};

const legal = ['write_code', 'look'] as const satisfies [string, ...string[]];

const spec: Spec = Spec.parse({
  version: 1,
  panels: [
    {
      kind: 'bar',
      title: 'Sales by quarter',
      x: { label: 'Quarter', unit: null, scale: 'category', min: null, max: null, ticks: ['Q1', 'Q2', 'Q3'] },
      y: { label: 'Units', unit: null, scale: 'linear', min: 0, max: 20, ticks: [0, 10, 20] },
      series: [
        {
          name: null,
          color: '#4c72b0',
          points: [
            { x: 'Q1', y: 10 },
            { x: 'Q2', y: 15.5 },
            { x: 'Q3', y: 12.25 },
          ],
          confidence: 0.95,
        },
      ],
      table: null,
      formula: null,
      text: [],
      photo: null,
      confidence: 0.95,
    },
  ],
  notes: [],
  confidence: 0.95,
});

function describeSpec(answer: string): string | null {
  const seen = fitting(Spec, answer);
  if (seen === undefined) return null;
  const points = seen.panels.flatMap(({ series }) => series.flatMap((one) => one.points)).length;
  const kinds = seen.panels.map(({ kind }) => kind.replace('_', ' ')).join(', ') || 'nothing';
  return `read ${kinds}, ${points} points, confidence ${seen.confidence}`;
}

function describeDecision(answer: string): string | null {
  const decision = fitting(decisionAmong(legal), answer);
  return decision === undefined ? null : `chose ${decision.action}`;
}

function describeCode(answer: string): string | null {
  const code = extractCode(answer);
  return code === null ? null : `wrote a program of ${code.trimEnd().split('\n').length} lines`;
}

function fitting<S extends Parameters<typeof fitToSchema>[0]>(schema: S, answer: string) {
  const parsed = parseJson(answer);
  if (!parsed.ok) return undefined;
  return parsed.values.map((value) => fitToSchema(schema, value)).find((value) => value !== undefined);
}
