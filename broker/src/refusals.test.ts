import { afterAll, beforeAll, expect, test } from 'vitest';
import { attempts, name, workersBody } from '../testing/attempts.ts';
import { image, openBroker } from '../testing/open-broker.ts';
import { plainRequest, rawRequest } from '../testing/raw-request.ts';

let broker: Awaited<ReturnType<typeof openBroker>>;
beforeAll(async () => {
  broker = await openBroker();
  broker.daemon.keep('postgres', { 'snaprun.installation': 'here' });
});
afterAll(() => broker.close());

const other = '0b'.repeat(32);

test.each(attempts(image, 'runsc', other))('$title is refused with $status', async ({ bytes, status }) => {
  const before = broker.daemon.changes();
  const answer = await rawRequest(broker.address, bytes);
  expect(answer.status).toBe(status);
  expect(broker.daemon.changes()).toEqual(before);
});

test('a container that the broker did not make is as one that is not there, whatever other labels it bears', async () => {
  const id = broker.daemon.keep('theirs', { 'snaprun.installation': 'here', 'snaprun.worker': 'wrk_1' });
  const kill = (which: string) =>
    rawRequest(broker.address, plainRequest(`POST /v1.41/containers/${which}/kill?signal=SIGKILL`));
  const [there, missing] = [await kill(id), await kill('ff'.repeat(32))];
  expect(there.body.replaceAll(id, 'ID')).toBe(missing.body.replaceAll('ff'.repeat(32), 'ID'));
  expect(broker.daemon.changes()).toEqual([]);
});

test('what a refused request carried is not in the log', async () => {
  const body = { ...workersBody(image, 'runsc'), Env: ['TOKEN=hunter2'] };
  await rawRequest(broker.address, plainRequest(`POST /v1.41/containers/create?name=${name}`, body));
  expect(broker.said()).toContain('Env');
  expect(broker.said()).not.toContain('hunter2');
});
