import { createRoute, z } from '@hono/zod-openapi';
import { JobId } from '@snaprun/core/ids';
import { accepts } from 'hono/accepts';
import type { AppDeps } from '../deps.ts';
import { jobBundle } from '../job-bundle.ts';
import { createRouter } from '../router.ts';
import { Bundle, BundleBuilding } from '../shapes/bundle.ts';
import { problems } from '../shapes/problem.ts';

const retryAfterS = 5;

const get = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/bundle',
  tags: ['jobs'],
  security: [{ bearer: [] }],
  summary: 'Everything of a job that has ended, as one zip',
  description:
    'Picture, instruction, the code of every attempt, figures, data, logs, findings, receipt, versions, a notebook, and a script that runs the program again. It is built on the first request, which waits for it up to 30 seconds.',
  request: { params: z.object({ id: JobId }) },
  responses: {
    200: {
      description: 'The link, for `Accept: application/json`.',
      content: { 'application/json': { schema: Bundle } },
    },
    202: {
      description: 'It is still being built: ask again.',
      content: { 'application/json': { schema: BundleBuilding } },
      headers: {
        'Retry-After': {
          description: 'Seconds until it is worth asking again.',
          schema: { type: 'integer' },
        },
      },
    },
    303: {
      description: 'Where the zip is, for a short time and for whoever has the link.',
      headers: {
        Location: { description: 'A presigned link.', schema: { type: 'string', format: 'uri' } },
      },
    },
    ...problems(401, 404, 409, 503),
  },
});

export function jobBundleRoutes(deps: AppDeps) {
  return createRouter().openapi(get, async (c) => {
    const bundle = await jobBundle(deps, c.var.user.id, c.req.valid('param').id, c.req.raw.signal);
    if (bundle === null) {
      const message = `The bundle is being built. Ask again in ${retryAfterS} seconds.`;
      return c.json({ message }, 202, { 'retry-after': `${retryAfterS}` });
    }
    const supports = ['application/zip', 'application/json'];
    const wanted = accepts(c, { header: 'Accept', supports, default: 'application/zip' });
    c.header('vary', 'accept', { append: true });
    return wanted === 'application/json' ? c.json(bundle, 200) : c.redirect(bundle.url, 303);
  });
}
