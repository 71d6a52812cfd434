import { setTimeout as delay } from 'node:timers/promises';
import type { OutputChunk } from '../sandbox/driver.ts';
import type { AgentRun } from './agent-run.ts';
import { budgets } from './budgets.ts';

/** Pieces of output within this time become one event: NOTIFY makes commits queue, and nobody reads faster. */
const coalesceMs = 120;

/** Tells what a program prints while it runs; beyond the caps it only reads on. */
export async function relayOutput(
  run: AgentRun,
  attemptId: string,
  output: AsyncIterable<OutputChunk>,
): Promise<void> {
  const pending: OutputChunk[] = [];
  let ended = false;
  let wake = () => {};
  const reading = (async () => {
    let kept = 0;
    for await (const { stream, text } of output) {
      const part = text.slice(0, Math.max(0, budgets.outputCharacters - kept)).toWellFormed();
      kept += part.length;
      const last = pending.at(-1);
      if (last?.stream === stream) last.text += part;
      else if (part !== '') pending.push({ stream, text: part });
      wake();
    }
  })().finally(() => {
    ended = true;
    wake();
  });
  reading.catch(() => wake());

  for (let events = 0; events < budgets.outputEvents; ) {
    if (pending.length === 0) {
      if (ended) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    if (!ended) await Promise.race([delay(coalesceMs), reading]);
    for (const chunk of pending.splice(0)) {
      events += 1;
      await run.record.event({ type: 'run.output', data: { attemptId, ...chunk } });
    }
  }
  await reading;
}
