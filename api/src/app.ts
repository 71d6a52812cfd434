import { except } from 'hono/combine';
import type { AppDeps } from './deps.ts';
import { problemResponse, toAppError } from './errors.ts';
import { allowWebOrigin } from './middleware/allow-web-origin.ts';
import { limitBody } from './middleware/limit-body.ts';
import { limitRequests, rateLimitHeaders } from './middleware/limit-requests.ts';
import { loopbackHost } from './middleware/loopback-host.ts';
import { possibleHost } from './middleware/possible-host.ts';
import { requestId } from './middleware/request-id.ts';
import { requestLog } from './middleware/request-log.ts';
import { requireUser } from './middleware/require-user.ts';
import { noStore, securityHeaders } from './middleware/security-headers.ts';
import { noRoute } from './no-route.ts';
import { bearerScheme, openapiDocument } from './openapi-document.ts';
import { createRouter } from './router.ts';
import { adminRoutes } from './routes/admin.ts';
import { clerkHookRoutes } from './routes/clerk-hook.ts';
import { docsRoutes } from './routes/docs.ts';
import { fileRoutes } from './routes/files.ts';
import { healthRoutes } from './routes/health.ts';
import { jobBundleRoutes } from './routes/job-bundle.ts';
import { jobChildrenRoutes } from './routes/job-children.ts';
import { jobDiffRoutes } from './routes/job-diff.ts';
import { jobEventRoutes } from './routes/job-events.ts';
import { jobRoutes } from './routes/jobs.ts';
import { localSignInRoutes } from './routes/local-sign-in.ts';
import { meRoutes } from './routes/me.ts';
import { modelRoutes } from './routes/models.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { shareRoutes, showsShare } from './routes/shares.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { usageRoutes } from './routes/usage.ts';
import { userEventRoutes } from './routes/user-events.ts';
import { webhookDeliveryRoutes } from './routes/webhook-deliveries.ts';
import { webhookRoutes } from './routes/webhooks.ts';

/** The whole api, the same on every runtime: what answers requests and nothing that listens, reads files or settings. */
export function createApp(deps: AppDeps) {
  const app = createRouter();
  app.use(requestId(deps), requestLog(deps), securityHeaders, noStore, allowWebOrigin(deps.webOrigins));
  app.use(rateLimitHeaders, possibleHost, limitBody);
  if (deps.localIssuer !== null) app.use(loopbackHost(deps.webOrigins));
  // Closed unless named: a new route under /v1 needs a token without anybody thinking of it.
  app.use('/v1/*', except(['/v1/local/sign-in', showsShare], requireUser(deps), limitRequests(deps)));

  const routes = app
    .route('/', healthRoutes(deps))
    .route('/', localSignInRoutes(deps))
    .route('/', fileRoutes(deps))
    .route('/', jobRoutes(deps))
    .route('/', jobChildrenRoutes(deps))
    .route('/', jobBundleRoutes(deps))
    .route('/', jobDiffRoutes(deps))
    .route('/', jobEventRoutes(deps))
    .route('/', modelRoutes(deps))
    .route('/', notificationRoutes(deps))
    .route('/', userEventRoutes(deps))
    .route('/', meRoutes(deps))
    .route('/', clerkHookRoutes(deps))
    .route('/', tokenRoutes(deps))
    .route('/', shareRoutes(deps))
    .route('/', webhookRoutes(deps))
    .route('/', webhookDeliveryRoutes(deps))
    .route('/', usageRoutes(deps))
    .route('/', adminRoutes(deps));

  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', bearerScheme);
  app.get('/openapi.json', (c) => c.json(openapiDocument(app)));
  app.route('/', docsRoutes(deps));

  app.notFound((c) => problemResponse(noRoute(app, c.req.method, c.req.path), c.var.requestId));
  app.onError((thrown, c) => {
    const error = toAppError(thrown);
    if (error.code === 'internal' || error.code === 'unavailable')
      c.var.log.error('a request failed', { error });
    return problemResponse(error, c.var.requestId);
  });
  return routes;
}

export type AppType = ReturnType<typeof createApp>;
