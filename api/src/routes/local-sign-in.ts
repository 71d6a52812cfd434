import { createRoute } from '@hono/zod-openapi';
import type { AppDeps } from '../deps.ts';
import { createRouter } from '../router.ts';
import { problems } from '../shapes/problem.ts';
import { SignedIn, SignIn } from '../shapes/sign-in.ts';

const signIn = createRoute({
  method: 'post',
  path: '/v1/local/sign-in',
  tags: ['local'],
  summary: 'Sign in as anybody; local mode only',
  request: { body: { required: true, content: { 'application/json': { schema: SignIn } } } },
  responses: {
    200: { description: 'A token for one hour.', content: { 'application/json': { schema: SignedIn } } },
    ...problems(400, 403, 413, 415, 422),
  },
});

/** Mounted in local mode only; elsewhere the address does not exist. */
export function localSignInRoutes({ localIssuer }: Pick<AppDeps, 'localIssuer'>) {
  const router = createRouter();
  const mount = (issuer: NonNullable<typeof localIssuer>) =>
    router.openapi(signIn, async (c) => {
      const { token, expiresAt } = await issuer.issue(c.req.valid('json').email);
      return c.json({ token, expiresAt: expiresAt.toISOString() }, 200);
    });
  return localIssuer === null ? (router as ReturnType<typeof mount>) : mount(localIssuer);
}
