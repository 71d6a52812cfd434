import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepPort, keptPort } from './kept-port.ts';
import { freePort, freePorts } from './ports.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snaprun-port-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('the port of the object store', () => {
  test('is the one of the last start', async () => {
    const port = await freePort();
    await keepPort(directory, port);
    expect(await keptPort(directory)).toBe(port);
    expect(await freePorts([0, await keptPort(directory), 0])).toContain(port);
  });

  test('is another when somebody else has it meanwhile', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const [port = 0] = await freePorts([taken]);
    expect(port).toBeGreaterThan(0);
    expect(port).not.toBe(taken);
    await new Promise((resolve) => other.close(resolve));
  });

  test.each(['', 'soon', '-1', '70000', '80.5'])(
    'is any at first, and when the file says %j',
    async (text) => {
      expect(await keptPort(directory)).toBe(0);
      await writeFile(join(directory, 'object-store.port'), text);
      expect(await keptPort(directory)).toBe(0);
    },
  );
});
