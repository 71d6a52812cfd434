import { readBody } from '@snaprun/core/read-body';
import { z } from 'zod';
import { type Check, ok, weaker, wrong } from './check.ts';
import { patienceMs, why } from './patient.ts';
import type { Settings } from './settings.ts';

const maxListBytes = 1_000_000;
const ModelList = z.object({ data: z.array(z.object({ id: z.string().max(300) })) });

/** Asks every replica of every configured role which models it has; no model is run. */
export async function modelChecks(values: Settings, defaults: Settings): Promise<Check[]> {
  const roles = ['VISION', 'REASONING', 'CODE'].filter((role) => values[`${role}_BASE_URL`]);
  const checks = await Promise.all(
    roles.map(async (role) => {
      const urls = (values[`${role}_BASE_URL`] ?? '').split(',').filter((url) => URL.canParse(url.trim()));
      const model = values[`${role}_MODEL`] ?? defaults[`${role}_MODEL`] ?? '';
      return Promise.all(
        urls.map((url, i) => {
          const name = `${role.toLowerCase()} model${urls.length > 1 ? ` ${i + 1}` : ''}`;
          return replicaCheck(name, role, url.trim().replace(/\/+$/, ''), values[`${role}_API_KEY`], model);
        }),
      );
    }),
  );
  return checks.flat();
}

async function replicaCheck(
  name: string,
  role: string,
  url: string,
  key: string | undefined,
  model: string,
): Promise<Check> {
  const response = await fetch(`${url}/models`, {
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  }).then(
    (answer) => answer,
    (error: unknown) => error,
  );
  if (!(response instanceof Response))
    return wrong(
      name,
      `does not answer (${why(response)})`,
      `start the endpoint, or correct ${role}_BASE_URL; one that scaled to zero takes minutes`,
    );
  if (response.status === 401 || response.status === 403)
    return wrong(name, `refuses the key (${response.status})`, `set ${role}_API_KEY to a valid one`);
  if (!response.ok)
    return weaker(
      name,
      `answers ${response.status} when asked for its models`,
      'npm run models:test asks it what the product asks',
    );
  const list = ModelList.safeParse(
    await readBody(response, maxListBytes).then(
      (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown,
      () => null,
    ),
  );
  if (!list.success)
    return weaker(name, 'lists no models', 'npm run models:test asks it what the product asks');
  // Printed on a terminal, so nothing but names.
  const ids = list.data.data.map(({ id }) => id).filter((id) => /^[\w./:@-]+$/.test(id));
  if (ids.includes(model)) return ok(name, `serves ${model}`);
  return wrong(
    name,
    `does not serve ${model}, but ${ids.slice(0, 3).join(', ') || 'nothing'}`,
    `set ${role}_MODEL to the name under which it is served`,
  );
}
