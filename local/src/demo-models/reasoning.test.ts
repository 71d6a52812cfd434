import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decide } from './reasoning.ts';

const Decision = z.object({ thought: z.string().min(10).max(300), action: z.string(), input: z.object() });

function decideOn(state: object, legal = ['look', 'write_code', 'finish', 'give_up']) {
  const content = `What next?\n\n\`\`\`json\n${JSON.stringify({ state })}\n\`\`\`\nLegal actions: ${legal.join(', ')}`;
  const schema = {
    type: 'object',
    properties: {
      thought: { type: 'string', maxLength: 300 },
      action: { enum: legal },
      input: { type: 'object' },
    },
    required: ['thought', 'action', 'input'],
  };
  const answer = decide({
    model: 'demo-reasoning',
    messages: [{ role: 'user', content }],
    response_format: { type: 'json_schema', json_schema: { name: 'decision', schema } },
  });
  return Decision.parse(JSON.parse(answer));
}

describe('the rules', () => {
  test('look first', () => {
    expect(decideOn({ spec: null, lastAttempt: null }).action).toBe('look');
  });

  test('write code once something was seen, and say what', () => {
    const decision = decideOn({ spec: { panels: [{ kind: 'grouped_bar' }] }, lastAttempt: null });
    expect(decision.action).toBe('write_code');
    expect(decision.thought).toContain('shows a grouped bar chart.');
  });

  test('finish when the program ran', () => {
    expect(decideOn({ spec: {}, lastAttempt: { status: 'ok' } }).action).toBe('finish');
  });

  test('write again when it failed, and say how', () => {
    const error = { type: 'KeyError', message: 'style' };
    const decision = decideOn({ spec: {}, lastAttempt: { status: 'error', error } });
    expect(decision.action).toBe('write_code');
    expect(decision.thought).toContain('failed with a KeyError');
    expect(decideOn({ spec: {}, attempts: [{ status: 'blocked' }] }).thought).toContain(
      'stopped by the checks',
    );
  });

  test('never leave what is legal', () => {
    expect(decideOn({ spec: null }, ['finish', 'give_up']).action).toBe('finish');
    expect(decideOn({ spec: {}, lastAttempt: { status: 'error' } }, ['look', 'give_up']).action).toBe(
      'give_up',
    );
    expect(decideOn({ lastAttempt: { status: 'ok' } }, ['look']).action).toBe('look');
  });

  test('fill the input that the schema wants of the action', () => {
    const branch = (action: string, input: object) => ({
      type: 'object',
      properties: { thought: { type: 'string' }, action: { const: action }, input },
    });
    const wants = { type: 'object', properties: { focus: { type: 'string' } }, required: ['focus'] };
    const schema = { anyOf: [branch('write_code', { type: 'object' }), branch('look', wants)] };
    const answer = decide({
      model: 'demo-reasoning',
      messages: [{ role: 'user', content: '```json\n{"state":{"spec":null}}\n```' }],
      response_format: { type: 'json_schema', json_schema: { name: 'decision', schema } },
    });
    expect(JSON.parse(answer)).toMatchObject({ action: 'look', input: { focus: '' } });
  });

  test('answer a question without a state in words', () => {
    const answer = decide({ model: 'demo-reasoning', messages: [{ role: 'user', content: 'hi' }] });
    expect(answer).toContain('decides by rules');
  });
});
