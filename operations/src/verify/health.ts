import { z } from 'zod';
import { type Check, ok, weaker, wrong } from '../doctor/check.ts';
import { patienceMs, why } from '../doctor/patient.ts';

const Problem = z.object({
  checks: z.array(z.object({ name: z.string(), ok: z.boolean() })).optional(),
});
const Models = z.object({
  roles: z.array(
    z.object({
      role: z.string(),
      demo: z.boolean(),
      replicas: z.array(z.object({ status: z.string(), message: z.string().nullable() })),
    }),
  ),
});

/** What the api says of itself, and that it says nothing to strangers. */
export async function healthChecks(url: URL, token: string | null): Promise<Check[]> {
  const ready = await ask(url, '/readyz', null);
  if (!(ready instanceof Response))
    return [wrong('api', `does not answer (${why(ready)})`, 'docker compose ps shows what does not run')];
  const body = Problem.safeParse(await ready.json().catch(() => null)); // a proxy's page is no JSON
  if (!ready.ok) {
    const failing = body.data?.checks?.filter((check) => !check.ok).map(({ name }) => name) ?? [];
    const what = failing.length > 0 ? failing.join(', ') : `answers ${ready.status}`;
    return [wrong('api', `is not ready: ${what}`, 'npm run doctor names the fault')];
  }
  const stranger = await ask(url, '/v1/jobs', null);
  const status = stranger instanceof Response ? stranger.status : 0;
  return [
    ok('api', 'is ready'),
    status === 401
      ? ok('strangers', 'are refused')
      : wrong('strangers', `get ${status} from /v1/jobs`, 'is /v1 led to the api?'),
    ...(await modelChecks(url, token)),
  ];
}

async function modelChecks(url: URL, token: string | null): Promise<Check[]> {
  const answer = await ask(url, '/health/models', token);
  const models = answer instanceof Response && answer.ok ? Models.safeParse(await answer.json()) : null;
  if (!models?.success) return [weaker('models', 'their health is not told', 'is /health led to the api?')];
  return models.data.roles.map(({ role, demo, replicas }) => {
    const name = `${role} model`;
    const up = replicas.filter(({ status }) => status === 'ok').length;
    if (up === 0) {
      const said = replicas.map(({ status }) => status).join(', ');
      return wrong(name, `no replica is up (${said})`, 'npm run models:test says what each endpoint does');
    }
    if (demo) return weaker(name, 'is a demo model', 'docs/llm-config.md says how to serve a real one');
    return ok(name, `${up} of ${replicas.length} replicas are up`);
  });
}

function ask(url: URL, path: string, token: string | null): Promise<Response | unknown> {
  return fetch(new URL(path, url), {
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  }).catch((error: unknown) => error);
}
