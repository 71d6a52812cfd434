import type { ModelRole } from '@snaprun/core/config';
import { describe, expect, test } from 'vitest';
import { parseChatRequest } from './chat-request.ts';
import { admit, modelIds } from './role-limits.ts';

const ask = (role: ModelRole, body: object) =>
  admit(role, parseChatRequest(JSON.stringify({ model: modelIds[role], ...body })));
const user = (content: unknown) => ({ role: 'user', content });
const says = (text: string) => ({ messages: [user(text)] });
const picture = (url: string) => ({ type: 'image_url', image_url: { url } });
const small = picture('data:image/png;base64,AAAA');
const assistant = { role: 'assistant', content: 'b' };
const tools = [{ type: 'function', function: { name: 'f' } }];
const called = (id: string, more: object = {}) => ({
  messages: [
    user('a'),
    { role: 'assistant', tool_calls: [{ id, function: { name: 'f', arguments: '{}' } }], ...more },
    { role: 'tool', tool_call_id: id, content: 'x' },
  ],
});

describe('the real models’ limits', () => {
  test.each<[string, ModelRole, object, string]>([
    ['no messages', 'code', {}, 'messages'],
    [
      'prompt and answer over the window',
      'code',
      { ...says('a b '.repeat(700)), max_tokens: 3000 },
      "This model's maximum context length is 4096 tokens. However, you requested 4404 tokens (1404 in the messages, 3000 in the completion).",
    ],
    ['a prompt over the window', 'code', says('1'.repeat(4100)), 'you requested 4104 tokens in the messages'],
    [
      'no room for an answer',
      'code',
      { ...says('hi'), max_tokens: 0 },
      'max_tokens must be at least 1, got 0.',
    ],
    [
      'tools for the coder',
      'code',
      { ...says('hi'), tools },
      '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    ],
    [
      'tools that must be called',
      'reasoning',
      { ...says('hi'), tools, tool_choice: 'required' },
      'calls no tools',
    ],
    ['a picture for the coder', 'code', { messages: [user([small])] }, 'demo-code is not a multimodal model'],
    [
      'stream options without a stream',
      'code',
      { ...says('hi'), stream_options: {} },
      'Stream options can only be defined when `stream=True`.',
    ],
    ['two pictures', 'vision', { messages: [user([small, small])] }, 'At most 1 image(s) may be provided'],
    [
      'a picture by address',
      'vision',
      { messages: [user([picture('http://a.invalid/a.png')])] },
      'must be a data URL',
    ],
    [
      'two users in a row',
      'reasoning',
      { messages: [user('a'), user('b')] },
      'conversation roles must alternate',
    ],
    [
      'a system message in the middle',
      'reasoning',
      { messages: [user('a'), assistant, { role: 'system', content: 'c' }, user('d')] },
      'Unexpected role system',
    ],
    [
      'an assistant at the end',
      'reasoning',
      { messages: [user('a'), assistant] },
      'Expected last role User or Tool',
    ],
    [
      'a tool id that is not nine characters',
      'reasoning',
      called('call_1'),
      'Tool call id was call_1 but must be a-z, A-Z, 0-9, with a length of 9.',
    ],
    [
      'words beside tool calls',
      'reasoning',
      called('abcdefghi', { content: 'b' }),
      'must have either content or tool_calls, but not both',
    ],
  ])('refuse %s', (_what, role, body, message) => {
    expect(() => ask(role, body)).toThrow(message);
  });

  test('let a conversation with a system message and tools pass', () => {
    const messages = [{ role: 'system', content: 's' }, user('a'), assistant, user('c')];
    expect(ask('reasoning', { messages, tools }).promptTokens).toBe(4 * 4 + 4);
    expect(ask('reasoning', called('abcdefghi')).maxTokens).toBeGreaterThan(16_000);
  });

  test('leave the rest of the window to the answer when no limit is asked for', () => {
    expect(ask('code', says('hi'))).toEqual({ promptTokens: 5, maxTokens: 4091 });
    expect(ask('code', { ...says('hi'), max_tokens: 100 })).toEqual({ promptTokens: 5, maxTokens: 100 });
  });
});
