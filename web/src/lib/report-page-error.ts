import { SENTRY_DSN, SENTRY_ENVIRONMENT, SENTRY_RELEASE } from '$app/env/public';
import { reportedEvent, wordlessError } from './error-report.ts';

/** One fault in a loop is told by a few of its errors. */
const maxPerPage = 10;
let sent = 0;
let opening: Promise<Awaited<ReturnType<typeof openClient>> | null> | undefined;

/** Reports an error of this page, when there is somewhere to report it to; the SDK is loaded with the first one. */
export async function reportPageError(error: unknown): Promise<void> {
  if (!SENTRY_DSN || sent >= maxPerPage) return;
  sent += 1;
  // An SDK that cannot be loaded tells nothing, and must not become an error of its own.
  opening ??= openClient(SENTRY_DSN).catch(() => null);
  const opened = await opening;
  if (opened === null) return;
  const original = wordlessError(error);
  opened.client.captureException(original, { originalException: original }, opened.scope);
}

async function openClient(dsn: string) {
  const { BrowserClient, Scope, defaultStackParser, makeFetchTransport } = await import('@sentry/browser');
  const client = new BrowserClient({
    dsn,
    environment: SENTRY_ENVIRONMENT,
    ...(SENTRY_RELEASE ? { release: SENTRY_RELEASE } : {}),
    integrations: [],
    transport: makeFetchTransport,
    stackParser: defaultStackParser,
    sendClientReports: false,
    tracePropagationTargets: [],
    maxBreadcrumbs: 0,
    beforeSend: reportedEvent,
  });
  client.init();
  return { client, scope: new Scope() };
}
