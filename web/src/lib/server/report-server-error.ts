import { SENTRY_DSN, SENTRY_ENVIRONMENT, SENTRY_RELEASE } from '$app/env/public';
import { reportedEvent, wordlessError } from '../error-report.ts';

/** One outage makes every request an error; a few of them tell it. */
const maxPerMinute = 30;
let minute = 0;
let sent = 0;
let opening: Promise<Awaited<ReturnType<typeof openClient>> | null> | undefined;

/** Reports an error of the server of the pages, when there is somewhere to report it to. */
export async function reportServerError(error: unknown): Promise<void> {
  const now = Math.floor(Date.now() / 60_000);
  if (now !== minute) [minute, sent] = [now, 0];
  if (!SENTRY_DSN || sent >= maxPerMinute) return;
  sent += 1;
  // An SDK that cannot be loaded tells nothing, and must not become an error of its own.
  opening ??= openClient(SENTRY_DSN).catch(() => null);
  const opened = await opening;
  if (opened === null) return;
  const original = wordlessError(error);
  opened.client.captureException(original, { originalException: original }, opened.scope);
}

/** A client of its own, which patches nothing: no request gets a tracing header and no console line is kept. */
async function openClient(dsn: string) {
  const { NodeClient, Scope, defaultStackParser, makeNodeTransport } = await import('@sentry/node');
  const client = new NodeClient({
    dsn,
    environment: SENTRY_ENVIRONMENT,
    ...(SENTRY_RELEASE ? { release: SENTRY_RELEASE } : {}),
    integrations: [],
    transport: makeNodeTransport,
    stackParser: defaultStackParser,
    sendClientReports: false,
    tracePropagationTargets: [],
    includeServerName: false,
    maxBreadcrumbs: 0,
    beforeSend: reportedEvent,
  });
  client.init();
  return { client, scope: new Scope() };
}
