import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return { child, lines: createInterface({ input: child.stderr }) };
}

test('says where it listens and ends cleanly on SIGTERM', { timeout: 30_000 }, async () => {
  const { child, lines } = start({ DEMO_MODELS_KEY: 'k', PORT: '0' });
  let asked = false;
  for await (const line of lines) {
    const { message, port } = JSON.parse(line);
    if (message !== 'demo models are listening') continue;
    asked = (await fetch(`http://127.0.0.1:${port}/health`)).ok;
    child.kill('SIGTERM');
    break;
  }
  expect(asked).toBe(true);
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
  expect(code).toBe(0);
});

test('names every setting that cannot be used, and ends', { timeout: 30_000 }, async () => {
  const { child, lines } = start({ PORT: 'high' });
  const written: string[] = [];
  for await (const line of lines) written.push(line);
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
  expect(code).toBe(1);
  expect(written.join('')).toContain('DEMO_MODELS_KEY: is not set');
  expect(written.join('')).toContain('PORT:');
});
