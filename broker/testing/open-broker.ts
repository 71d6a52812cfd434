import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrokerOptions, createBroker } from '../src/broker.ts';
import { createLog } from '../src/log.ts';
import { startFakeDaemon } from './fake-daemon.ts';

export const image = 'snaprun-sandbox:test';

/** A broker before a fake daemon, on a socket of its own. */
export async function openBroker(options: Partial<BrokerOptions> & { info?: Record<string, unknown> } = {}) {
  const daemon = await startFakeDaemon(options.info);
  const filter = readFileSync(new URL('../../sandbox/seccomp.json', import.meta.url), 'utf8');
  const lines: string[] = [];
  const server = createBroker({
    dockerSocket: daemon.socketPath,
    terms: { image, runtime: 'runsc', seccomp: JSON.stringify(JSON.parse(filter)) },
    boxes: 64,
    log: createLog((line) => lines.push(line)),
    ...options,
  });
  const address = join(daemon.folder, 'broker.sock');
  await new Promise<void>((resolve) => server.listen(address, resolve));
  return {
    daemon,
    address,
    /** What it logged. */
    said: () => lines.join(''),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await daemon.close();
      await closed;
    },
  };
}
