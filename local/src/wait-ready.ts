import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@snaprun/core/errors';

const patienceMs = 60_000;

/** Resolves when the address answers with success; throws when the service has ended or a minute is over. */
export function waitForAnswer(url: string, isAlive: () => boolean): Promise<void> {
  return waitUntil(`${url} to answer`, isAlive, async () => {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5000), redirect: 'manual' });
      await response.arrayBuffer();
      return response.status < 400;
    } catch {
      return false; // not listening yet
    }
  });
}

/** Resolves with the line with these words that is written to the log after now. */
export async function waitForLine(log: string, words: string, isAlive: () => boolean): Promise<string> {
  // The service was started a moment ago and takes far longer than that to write; what is older is another run's.
  const start = (await stat(log)).size;
  let found: string | undefined;
  await waitUntil(`"${words}" in ${log}`, isAlive, async () => {
    const lines = (await text(createReadStream(log, { start }))).split('\n');
    // The last piece is a line that may still be being written.
    found = lines.slice(0, -1).find((line) => line.includes(words));
    return found !== undefined;
  });
  return found ?? '';
}

async function waitUntil(what: string, isAlive: () => boolean, done: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + patienceMs;
  while (!(await done())) {
    if (!isAlive() || Date.now() > until) {
      const why = isAlive()
        ? 'it took over a minute'
        : 'the process ended; its log under the data directory says why';
      throw new AppError('unavailable', `Waited for ${what}, in vain: ${why}.`);
    }
    await pause(40);
  }
}
