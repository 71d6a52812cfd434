import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BaseCheckpointSaver } from '@langchain/langgraph';
import { reach } from '../failpoints.ts';
import { inSpan } from '../telemetry/in-span.ts';

/** A claim is lost after 15 s of silence, so its answer holds for less. */
const answerHoldsMs = 5_000;

export interface WatchedCheckpoints {
  /** The same checkpointer, its writes watched. */
  saver: BaseCheckpointSaver;
  /** Resolves when everything that the graph gave it so far is stored; throws what went wrong with any of it. */
  settled(): Promise<void>;
  /** Stores nothing more from now on, and resolves when what is on its way has arrived or failed. */
  close(): Promise<void>;
}

/**
 * Lets the graph go on while its checkpoints are written, and whoever has to be sure wait for them. Before each,
 * `isHeld` is asked: where the job has ended or another claim has it, nothing is stored.
 */
export function watchCheckpoints(
  checkpointer: BaseCheckpointSaver,
  isHeld: () => Promise<boolean>,
): WatchedCheckpoints {
  // Those that failed stay: what comes after them is not stored either.
  const writes = new Set<Promise<unknown>>();
  const watch = <T>(write: Promise<T>): Promise<T> => {
    writes.add(write);
    write.then(
      () => writes.delete(write),
      () => undefined,
    );
    return write;
  };
  let isOpen = true;
  const mayStore = async () => isOpen && (await isHeld()) && isOpen;
  const saver: BaseCheckpointSaver = Object.create(checkpointer);
  saver.put = (...args) => {
    const put = async () => {
      const [{ configurable }, { id }] = args;
      let askedAt: number;
      do {
        askedAt = performance.now();
        if (!(await mayStore())) return { configurable: { ...configurable, checkpoint_id: id } };
        reach('before-checkpoint');
        // Who was stopped here for so long has to ask again.
      } while (performance.now() - askedAt > answerHoldsMs);
      const stored = await checkpointer.put(...args);
      reach('after-checkpoint');
      return stored;
    };
    return watch(put());
  };
  saver.putWrites = (...args) => {
    const put = async () => {
      if (await mayStore()) await checkpointer.putWrites(...args);
    };
    return watch(put());
  };
  return {
    saver,
    async close() {
      isOpen = false;
      await Promise.allSettled(writes);
    },
    settled: () =>
      inSpan('waiting for checkpoints', {}, async () => {
        do {
          await Promise.all(writes);
          // The graph starts the next write when it hears of the end of the last.
          await nextTurn();
        } while (writes.size > 0);
      }),
  };
}
