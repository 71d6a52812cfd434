import { fileURLToPath } from 'node:url';
import type { LogFields } from '../log.ts';
import { reportedEvent } from './reported-event.ts';
import { wordlessError } from './wordless-error.ts';

/** One outage makes every request an error; a few of them tell it. */
const maxPerMinute = 30;
/** A receiver that does not answer must not hold a process that is to stop. */
const closeMs = 2_000;
const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface ErrorReportSettings {
  /** Where to, or null: then nothing is loaded and nothing is sent. */
  dsn: string | null;
  environment: string;
  release: string | null;
}

export interface ErrorReports {
  /** Sends one error with the ids among `fields`; nothing of what it says. */
  report(error: unknown, fields: LogFields): void;
  /** Sends what is left, for two seconds at most. */
  close(): Promise<void>;
}

/**
 * Reports errors to Sentry, by a client of our own that patches nothing: no request gets a tracing header, no console
 * line or query becomes a breadcrumb, and what leaves is made by `reportedEvent` from a list of what is allowed.
 */
export async function openErrorReports(settings: ErrorReportSettings): Promise<ErrorReports | null> {
  if (settings.dsn === null) return null;
  const { NodeClient, Scope, defaultStackParser, linkedErrorsIntegration, makeNodeTransport } = await import(
    '@sentry/node'
  );
  const client = new NodeClient({
    dsn: settings.dsn,
    environment: settings.environment,
    ...(settings.release === null ? {} : { release: settings.release }),
    integrations: [linkedErrorsIntegration()],
    transport: makeNodeTransport,
    stackParser: defaultStackParser,
    sendClientReports: false,
    tracePropagationTargets: [],
    includeServerName: false,
    maxBreadcrumbs: 0,
    beforeSend: (event) => reportedEvent(event, root),
  });
  client.init();
  let minute = 0;
  let sent = 0;
  return {
    report(error, fields) {
      const now = Math.floor(Date.now() / 60_000);
      if (now !== minute) [minute, sent] = [now, 0];
      sent += 1;
      if (sent > maxPerMinute) return;
      const scope = new Scope();
      scope.setTags(
        Object.fromEntries(
          Object.entries(fields).filter((entry): entry is [string, string | number] =>
            ['string', 'number'].includes(typeof entry[1]),
          ),
        ),
      );
      const original = wordlessError(error);
      const mechanism = { type: 'generic', handled: true };
      client.captureException(original, { originalException: original, mechanism }, scope);
    },
    async close() {
      await client.close(closeMs);
    },
  };
}
