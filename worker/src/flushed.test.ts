import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { flushed } from './flushed.ts';

test('it waits for a reader that takes its time', async () => {
  const taken: string[] = [];
  const slow = new Writable({
    write: (chunk, _encoding, done) => {
      setImmediate(() => {
        taken.push(String(chunk));
        done();
      });
    },
  });
  slow.write('one');
  slow.write('two');
  await flushed(slow);
  expect(taken.join(' ').trim()).toBe('one two');
});

test('it does not wait for a reader that has gone', async () => {
  const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
  const errors: string[] = [];
  gone.on('error', (error) => errors.push(error.message));
  gone.write('one');
  await flushed(gone);
  await flushed(gone);
  expect(errors).toContain('EPIPE');
});
