import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createTestHarness } from 'wrangler';

/** The api at work on some runtime. */
export interface RunningApi {
  /** Its origin. */
  base: string;
  /** From the start of the process until it listened, with the bundle's making where there is one. */
  startMs: number;
  /** What it has logged, a JSON document a line. */
  lines(): string[];
  close(): Promise<void>;
}

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Both front doors, each started as people do, with these settings and nothing else in its environment. */
export const runtimes: Record<'node' | 'workerd', (settings: Record<string, string>) => Promise<RunningApi>> =
  {
    async node(settings) {
      const startedAt = performance.now();
      const child = spawn(process.execPath, [file('../src/main.ts')], {
        env: { PATH: process.env.PATH, ...settings, PORT: '0' },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const ended = once(child, 'close');
      const lines: string[] = [];
      const base = await new Promise<string>((resolve, reject) => {
        createInterface({ input: child.stderr }).on('line', (text) => {
          lines.push(text);
          const { message, port } = JSON.parse(text);
          if (message === 'api is listening') resolve(`http://127.0.0.1:${port}`);
        });
        ended.then(
          () => reject(new Error(`The api ended before it was ready:\n${lines.join('\n')}`)),
          reject,
        );
      });
      return {
        base,
        startMs: performance.now() - startedAt,
        lines: () => lines,
        close: async () => {
          child.kill('SIGTERM');
          await ended;
        },
      };
    },

    async workerd(settings) {
      const startedAt = performance.now();
      const harness = createTestHarness({
        workers: [{ configPath: file('../wrangler.jsonc'), vars: settings }],
      });
      const { url } = await harness.listen();
      return {
        base: url.origin,
        startMs: performance.now() - startedAt,
        lines: () => harness.getLogs().map(({ message }) => message),
        close: () => harness.close(),
      };
    },
  };
