import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const program = fileURLToPath(new URL('python/pen.py', import.meta.url));
const Answer = z.union([z.object({ picture: z.base64() }), z.object({ error: z.string() })]);
const answerWithinMs = 60_000;

/** A Python process that draws and damages pictures, one after the other. */
export interface Pen {
  /** Throws what Python said when it could not. */
  draw(request: object): Promise<Uint8Array>;
  close(): Promise<void>;
}

export function startPen(python: string): Pen {
  const child = spawn(python, ['-u', program], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Two threads of numerics would only wait for each other here, and the bytes must not depend on their number.
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      OPENBLAS_NUM_THREADS: '1',
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`The pen has ended (${code}).\n${said}`)));
  });
  // Nobody may be waiting when it ends, which is no accident then.
  ended.catch(() => undefined);
  // A request that is written to a pen that died is told by `ended`.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let queue: Promise<unknown> = Promise.resolve();

  async function ask(request: object): Promise<Uint8Array> {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      late = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`The pen did not answer within ${answerWithinMs / 1000} s.\n${said}`));
      }, answerWithinMs);
    });
    const line = await Promise.race([lines.next(), ended, tooLate]).finally(() => clearTimeout(late));
    if (line.done) return ended;
    const answer = Answer.parse(JSON.parse(line.value));
    if ('error' in answer) throw new Error(`The pen could not draw: ${answer.error}`);
    return Buffer.from(answer.picture, 'base64');
  }

  return {
    draw(request) {
      const drawn = queue.then(() => ask(request));
      queue = drawn.catch(() => undefined);
      return drawn;
    },
    async close() {
      child.stdin.end();
      await ended.catch(() => undefined);
    },
  };
}
