import type { OutputChunk } from './driver.ts';

/**
 * Output that somebody may read as it comes, once. Nobody needs to: what waits is bounded by the
 * run's output limit.
 */
export function createOutputQueue() {
  const waiting: OutputChunk[] = [];
  let ended = false;
  let wake: () => void = () => undefined;

  async function* read(): AsyncGenerator<OutputChunk> {
    for (;;) {
      const chunk = waiting.shift();
      if (chunk) yield chunk;
      else if (ended) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }

  return {
    output: read(),
    push(chunk: OutputChunk): void {
      if (chunk.text === '') return;
      waiting.push(chunk);
      wake();
    },
    end(): void {
      ended = true;
      wake();
    },
  };
}
