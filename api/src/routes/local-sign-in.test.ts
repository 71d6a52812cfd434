import { users } from '@snaprun/core/schema/users';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';
import { localUserId } from '../auth/local-issuer.ts';
import { SignedIn } from '../shapes/sign-in.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const signIn = (app: TestApi['app'], body: unknown) =>
  app.request('/v1/local/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('POST /v1/local/sign-in', () => {
  test('answers with a token for one hour that every route takes; the person is made on first sight', async () => {
    const response = await signIn(api.app, { email: 'New.Person@example.test' });
    expect(response.status).toBe(200);
    const { token, expiresAt } = SignedIn.parse(await response.json());
    const minutes = (Date.parse(expiresAt) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(59);
    expect(minutes).toBeLessThanOrEqual(60);
    const id = localUserId('new.person@example.test');
    const person = () => api.db.select().from(users).where(eq(users.id, id));
    expect(await person()).toEqual([]);
    const ask = () => api.app.request('/v1/jobs', { headers: { authorization: `Bearer ${token}` } });
    expect((await Promise.all([ask(), ask(), ask()])).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await person()).toMatchObject([{ id, email: 'New.Person@example.test' }]);
  });

  test('refuses what is no email address', async () => {
    await expectProblem(await signIn(api.app, { email: 'nobody' }), 422, 'unprocessable');
  });

  test('does not exist outside local mode', async () => {
    const hosted = await openTestApi({ localIssuer: null });
    try {
      await expectProblem(await signIn(hosted.app, { email: 'a@example.test' }), 404, 'not_found');
      const document = await hosted.app.request('http://api.example.test/openapi.json');
      expect(Object.keys(((await document.json()) as { paths: object }).paths)).not.toContain(
        '/v1/local/sign-in',
      );
    } finally {
      await hosted.close();
    }
  });
});
