import { newId } from '@snaprun/core/ids';
import { addNotification } from '@snaprun/core/notifications';
import { claim, finish, produce } from './job-life.ts';
import { type Person, type TestApi, uniquePng } from './test-api.ts';

/** One of everything that a person can have, by id. */
export type Things = Record<ThingName, string>;
export type ThingName =
  | 'user'
  | 'file'
  | 'unusedFile'
  | 'artifact'
  | 'endedJob'
  | 'waitingJob'
  | 'token'
  | 'notification'
  | 'share'
  | 'webhook'
  | 'delivery';

/** Ids that look right and belong to nobody. */
export const missingThings: Things = {
  user: 'local_nobody',
  file: newId('file'),
  unusedFile: newId('file'),
  artifact: newId('file'),
  endedJob: newId('job'),
  waitingJob: newId('job'),
  token: newId('token'),
  notification: newId('notification'),
  share: newId('share'),
  webhook: newId('webhook'),
  delivery: newId('delivery'),
};

/** Gives a person one of everything. */
export async function makeThings(api: TestApi, person: Person): Promise<Things> {
  const ended = await person.startJob();
  await claim(api.db, ended.id);
  const { attemptId, files } = await produce(api.db, api.storage, person.id, ended.id);
  await finish(api.db, ended.id, attemptId);
  const waiting = await person.startJob();
  const unused = await person.upload(uniquePng());
  const made = await person.post('/v1/tokens', { name: 'walk', scopes: ['read'] });
  const { token } = (await made.json()) as { token: { id: string } };
  const notification = await addNotification(api.db, {
    ...{ userId: person.id, jobId: ended.id, kind: 'job.succeeded', message: 'Done.' },
  });
  const shared = await person.post(`/v1/jobs/${ended.id}/shares`, {});
  const { share } = (await shared.json()) as { share: { id: string } };
  // Ten are allowed, and a walk takes many things.
  await api.sql`delete from webhooks where user_id = ${person.id}`;
  const hooked = await person.post('/v1/webhooks', { url: 'https://hooks.test/', events: ['job.cancelled'] });
  const { webhook } = (await hooked.json()) as { webhook: { id: string } };
  const tested = await person.post(`/v1/webhooks/${webhook.id}/test`);
  const delivery = (await tested.json()) as { id: string };
  return {
    webhook: webhook.id,
    delivery: delivery.id,
    notification,
    share: share.id,
    user: person.id,
    file: ended.fileId,
    unusedFile: unused.id,
    artifact: files[0]?.id ?? '',
    endedJob: ended.id,
    waitingJob: waiting.id,
    token: token.id,
  };
}
