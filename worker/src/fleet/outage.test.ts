import { AppError } from '@snaprun/core/errors';
import { createMemoryStorage } from '@snaprun/core/testing/memory-storage';
import { describe, expect, test } from 'vitest';
import { SandboxTrouble } from '../agent/nodes/run.ts';
import { fencedStorage, LeaseLost } from './lease.ts';
import { outageOf } from './outage.ts';

const failing = (fields: object, message = 'broken') => Object.assign(new Error(message), fields);
const wrapped = (cause: unknown) => new Error('Failed query', { cause });

describe('an outage', () => {
  test.each([
    [
      'a store that refuses connections',
      failing({ code: 'ECONNREFUSED', $metadata: { attempts: 3 } }),
      /storage does not/,
    ],
    [
      'a store that denies',
      failing({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }),
      /storage does not/,
    ],
    ['a store in trouble', failing({ $metadata: { httpStatusCode: 503 } }), /storage does not/],
    [
      'a store that is late',
      new AppError('unavailable', 'The object storage does not answer in time.'),
      /storage does not/,
    ],
    [
      'a full store',
      failing({ name: 'XMinioStorageFull', $metadata: { httpStatusCode: 507 } }),
      /storage is full/,
    ],
    ['a cut connection', wrapped(failing({ code: 'CONNECTION_CLOSED' })), /database/],
    ['a database that only reads', wrapped(failing({ code: '25006' })), /database/],
    ['a database that shuts down', wrapped(failing({ code: '57P01' })), /database/],
    ['a checkpoint on a cut connection', failing({}, 'Connection terminated unexpectedly'), /database/],
    ['a full disc', failing({ code: 'ENOSPC' }), /disc/],
    [
      'a sandbox without its daemon',
      new SandboxTrouble(new AppError('unavailable', 'No daemon.')),
      /sandbox/,
    ],
    ['a lease that ran out', new LeaseLost(), /database/],
  ])('%s is told from trouble of ours', (_what, error, sentence) => {
    expect(outageOf(error)).toMatch(sentence);
  });

  test.each([
    ['a mistake of ours', new TypeError('x is undefined')],
    ['a violated constraint', wrapped(failing({ code: '23505' }))],
    ['a sandbox that breaks on a program', new SandboxTrouble(new Error('odd frame'))],
    ['a request that the store cannot read', failing({ $metadata: { httpStatusCode: 400 } })],
  ])('%s is none', (_what, error) => {
    expect(outageOf(error)).toBeNull();
  });
});

test('a worker that may count as dead stores nothing', async () => {
  const storage = createMemoryStorage();
  let fresh = true;
  const fenced = fencedStorage(storage, () => fresh);
  await fenced.write('a', new Uint8Array(1), 'image/png');
  fresh = false;
  await expect(fenced.write('b', new Uint8Array(1), 'image/png')).rejects.toThrow(LeaseLost);
  expect([...storage.objects.keys()]).toEqual(['a']);
});
