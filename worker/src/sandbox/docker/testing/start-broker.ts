import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, '../../../../../broker/src/main.ts');

/** The broker as it runs beside the workers, before a daemon: a process of its own, as nobody imports it. */
export async function startBroker(dockerHost: string, image: string, runtime: string) {
  const folder = await mkdtemp(join(tmpdir(), 'broker-'));
  const host = `unix://${join(folder, 'broker.sock')}`;
  const broker = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { DOCKER_SOCKET: dockerHost, SANDBOX_IMAGE: image, SANDBOX_RUNTIME: runtime, BROKER_LISTEN: host },
  });
  const lines: string[] = [];
  for await (const line of createInterface(broker.stdout)) {
    lines.push(line);
    if (line.includes('"the broker is listening"')) break;
  }
  // What it says from here on is read, so that its pipe does not fill.
  broker.stdout.on('data', (part) => lines.push(String(part)));
  broker.stdout.resume();
  if (broker.exitCode !== null) throw new Error(`The broker did not start: ${lines.join('\n')}`);
  return {
    host,
    said: () => lines.join('\n'),
    async close() {
      const over = once(broker, 'exit');
      broker.kill('SIGKILL');
      await over;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
