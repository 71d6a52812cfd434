import { expect, test } from 'vitest';
import { resolveHost } from './resolve-host.ts';

test('localhost and what is below it is this machine, whatever a name server says', async () => {
  const signal = AbortSignal.timeout(1_000);
  for (const name of ['localhost', 'hooks.localhost'])
    expect(await resolveHost(name, signal)).toEqual(['127.0.0.1', '::1']);
});

test('who is not waiting any more asks nobody', async () => {
  await expect(resolveHost('hooks.example.com', AbortSignal.abort(new Error('Stopped.')))).rejects.toThrow(
    'Stopped.',
  );
});
