import { randomUUID } from 'node:crypto';
import { countTokens, cutToTokens } from './tokens.ts';

interface Choice {
  content: string;
  finishReason: 'stop' | 'length';
}

export interface Reply {
  id: string;
  created: number;
  model: string;
  choices: Choice[];
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
}

/** The answers cut to `maxTokens` each, with an id that no other reply has. */
export function makeReply(
  model: string,
  answers: string[],
  { promptTokens, maxTokens }: { promptTokens: number; maxTokens: number },
): Reply {
  const choices = answers.map((answer): Choice => {
    const content = cutToTokens(answer, maxTokens);
    return { content, finishReason: content.length < answer.length ? 'length' : 'stop' };
  });
  const completion = choices.reduce((sum, { content }) => sum + countTokens(content), 0);
  return {
    id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
    created: Math.floor(Date.now() / 1000),
    model,
    choices,
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completion,
      total_tokens: promptTokens + completion,
    },
  };
}

/** The body of a plain answer. */
export function completionBody({ id, created, model, choices, usage }: Reply) {
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: choices.map(({ content, finishReason }, index) => ({
      index,
      message: { role: 'assistant', content, tool_calls: [] },
      logprobs: null,
      finish_reason: finishReason,
    })),
    usage,
  };
}

/** The same answer as server-sent events: role, pieces of content, finish reason, usage if asked for, `[DONE]`. */
export function* completionEvents(reply: Reply, includeUsage: boolean): Generator<string> {
  const { id, created, model } = reply;
  const event = (choices: unknown[], more: object = {}) =>
    `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created, model, choices, ...more })}\n\n`;
  for (const [index, { content, finishReason }] of reply.choices.entries()) {
    yield event([{ index, delta: { role: 'assistant', content: '' }, finish_reason: null }]);
    for (const piece of content.match(/.{1,48}/gsu) ?? []) {
      yield event([{ index, delta: { content: piece }, finish_reason: null }]);
    }
    yield event([{ index, delta: {}, finish_reason: finishReason }]);
  }
  if (includeUsage) yield event([], { usage: reply.usage });
  yield 'data: [DONE]\n\n';
}
