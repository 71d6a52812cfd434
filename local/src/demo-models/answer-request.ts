import { setTimeout as delay } from 'node:timers/promises';
import type { ModelRole } from '@snaprun/core/config';
import { ApiError } from './api-error.ts';
import { makeReply, type Reply } from './chat-reply.ts';
import { type ChatRequest, userText } from './chat-request.ts';
import { parseCoderPrompt } from './coder/coder-prompt.ts';
import { type CodeFault, codeFaults, type Fault, type Faults } from './faults.ts';
import { fitAnswer } from './json-answer.ts';
import { admit } from './role-limits.ts';
import { countTokens } from './tokens.ts';

/** What the roles say to a request that is within the limits; each is a function of the request alone. */
export interface Answers {
  vision(request: ChatRequest, signal: AbortSignal): Promise<string>;
  reasoning(request: ChatRequest): string;
  code(request: ChatRequest, fault: CodeFault | null): string;
}

/**
 * Answers a request as its role, within the limits of the real model, with whatever fault is planted.
 *
 * Throws `ApiError` for what the real server would refuse, and the signal's reason when the caller left.
 */
export async function answerRequest(
  role: ModelRole,
  request: ChatRequest,
  { answers, faults, latencyMs }: { answers: Answers; faults: Faults; latencyMs: number },
  signal: AbortSignal,
): Promise<Reply> {
  const limits = admit(role, request);
  const fault = takeFault(role, request, faults);
  if (fault === 'down') throw new ApiError(503, 'The model is not ready: its worker is starting.');
  if (fault === 'hang') await aborted(signal);
  if (latencyMs > 0) await delay(latencyMs, undefined, { signal });
  const codeFault = codeFaults.find((name) => name === fault) ?? null;
  const raw = {
    vision: () => answers.vision(request, signal),
    reasoning: () => answers.reasoning(request),
    code: () => answers.code(request, codeFault),
  };
  const answer = fault === 'garbage' ? garbage : fitFormat(await raw[role](), request);
  const half = Math.max(1, Math.floor(countTokens(answer) / 2));
  const maxTokens = fault === 'length' ? Math.min(half, limits.maxTokens) : limits.maxTokens;
  return makeReply(
    request.model,
    Array.from({ length: request.n ?? 1 }, () => answer),
    { promptTokens: limits.promptTokens, maxTokens },
  );
}

const garbage = 'The picture is a picture, the picture is a picture, {"and": "so';

function takeFault(role: ModelRole, request: ChatRequest, faults: Faults): Fault | null {
  if (role !== 'code') return faults.take(role, JSON.stringify(request.messages));
  const { spec, instruction, problem } = parseCoderPrompt(userText(request));
  return faults.take(role, JSON.stringify([spec, instruction]), { continues: problem !== null });
}

function fitFormat(answer: string, { response_format: format }: ChatRequest): string {
  if (format?.type === 'json_schema') return fitAnswer(answer, format.json_schema.schema);
  if (format?.type === 'json_object') return fitAnswer(answer, { type: 'object' });
  return answer;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
