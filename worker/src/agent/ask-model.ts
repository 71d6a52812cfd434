import { createHash } from 'node:crypto';
import { task } from '@langchain/langgraph';
import type { ModelRole } from '@snaprun/core/config';
import { reach } from '../failpoints.ts';
import { inSpan } from '../telemetry/in-span.ts';
import type { AgentRun } from './agent-run.ts';
import { lastWordsMs } from './budgets.ts';
import type { AskOptions, ModelAnswer, ModelClient, ModelRequest } from './models/model-client.ts';

/**
 * Asks a role, counts it, and says so while it is waited for; the only way a node reaches a model.
 *
 * It is a task of the graph: an answer that was stored before a crash is not asked for again. The call is counted
 * before it is made, so a call that a crash lost is on the receipt too.
 */
export async function askModel(
  run: AgentRun,
  role: ModelRole,
  request: ModelRequest,
  limits: { atMostMs?: number } = {},
): Promise<ModelAnswer> {
  return await task(`${role} model`, () => askNow(run, role, request, limits))();
}

/** With `atMostMs` a model that has not answered by then counts as unavailable, whatever it is waited for otherwise. */
async function askNow(
  run: AgentRun,
  role: ModelRole,
  request: ModelRequest,
  { atMostMs }: { atMostMs?: number },
): Promise<ModelAnswer> {
  if (run.meter.isSpent()) {
    return { ok: false, kind: 'budget', detail: 'The job has used up its model calls.' };
  }
  const client = run.deps.models[role];
  run.meter.add({ modelCalls: 1 });
  run.meter.asked(role, client.model);
  await run.record.receipt();
  await run.settled();
  reach('before-model-call');
  let sentAt = performance.now();
  const tooLate = atMostMs === undefined ? null : AbortSignal.timeout(atMostMs);
  const answer = await askInSpan(
    client,
    { ...request, seed: run.job.seed },
    {
      signal: tooLate ? AbortSignal.any([run.signal, tooLate]) : run.signal,
      waitUntil: run.job.deadlineAt.getTime() - lastWordsMs,
      onWaiting: async (reason) => {
        run.clock.pause();
        await run.record.event({ type: 'model.waiting', data: { role, reason } });
      },
      onSent: () => {
        sentAt = performance.now();
      },
      onAnswering: () => run.clock.resume(),
    },
  ).catch((error): ModelAnswer => {
    run.signal.throwIfAborted();
    if (!tooLate?.aborted) throw error;
    const detail = `The ${role} model did not answer within ${Math.round((atMostMs ?? 0) / 1000)} s.`;
    return { ok: false, kind: 'unavailable', detail };
  });
  reach('after-model-call');
  run.clock.resume();
  const usage = 'usage' in answer ? answer.usage : undefined;
  run.meter.add({
    tokensIn: usage?.tokensIn ?? 0,
    tokensOut: usage?.tokensOut ?? 0,
    modelMs: Math.round(performance.now() - sentAt),
    demoModels: client.isDemo,
  });
  await run.record.receipt();
  return answer;
}

/** One call as a span: who was asked, what it cost, how often it was sent, which picture by its hash; not what was said. */
function askInSpan(client: ModelClient, request: ModelRequest, options: AskOptions): Promise<ModelAnswer> {
  const facts = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': client.model,
    'gen_ai.request.max_tokens': request.maxTokens,
    'snaprun.model.role': client.role,
    'snaprun.model.demo': client.isDemo,
  } as const;
  return inSpan(`${client.role} model`, facts, async (note) => {
    let sent = 0;
    let sentAt = performance.now();
    const { image } = request;
    const hashed = async (read: () => Promise<Uint8Array>) => {
      const bytes = await read();
      note({ 'snaprun.model.image_sha256': createHash('sha256').update(bytes).digest('hex') });
      return bytes;
    };
    const noted = image === undefined ? request : { ...request, image: () => hashed(image) };
    const answer = await client.ask(noted, {
      ...options,
      onSent: () => {
        sent += 1;
        sentAt = performance.now();
        options.onSent?.();
      },
      onAnswering: () => {
        note({ 'snaprun.model.first_byte_ms': Math.round(performance.now() - sentAt) });
        options.onAnswering?.();
      },
    });
    note({ 'snaprun.model.retries': Math.max(0, sent - 1) });
    note({ 'snaprun.model.answer': answer.ok ? 'ok' : answer.kind });
    if (answer.usage) {
      const { tokensIn, tokensOut } = answer.usage;
      note({ 'gen_ai.usage.input_tokens': tokensIn, 'gen_ai.usage.output_tokens': tokensOut });
    }
    return answer;
  });
}
