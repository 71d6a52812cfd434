import { modelEndpoints, parseConfig, storageOptions } from '@snaprun/core/config';
import { openDatabase } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import { createLog } from '@snaprun/core/log';
import { createS3Storage } from '@snaprun/core/s3-storage';
import { createApp } from './app.ts';
import { openSignIn } from './auth/sign-in-mode.ts';
import { ApiSettings, defaultLimits, statementTimeoutMs } from './config.ts';
import { usualTiming } from './deps.ts';
import { problemResponse, toAppError } from './errors.ts';
import type { KeptLook } from './model-health.ts';
import { createPollingHub } from './polling-hub.ts';
import { whenSent } from './when-sent.ts';

/** What the runtime hands over: settings as strings, and the files of the docs page. */
export type Bindings = Readonly<Record<string, unknown>> & { ASSETS?: { fetch: typeof fetch } };

interface Execution {
  waitUntil(promise: Promise<unknown>): void;
}

/** How often an open stream looks for what is new. */
const pollMs = 500;

// biome-ignore lint/suspicious/noConsole: a worker's log is what it says on the console.
const log = createLog({ process: 'edge' }, (line) => console.log(line.trimEnd()));

type Front = Awaited<ReturnType<typeof openFront>>;
let kept: Front | undefined;

/** The front door on workerd: the same app, made anew for each request since a connection serves only the one that opened it. */
export default {
  async fetch(request: Request, bindings: Bindings, execution: Execution): Promise<Response> {
    let front: Front;
    try {
      front = kept ??= await openFront(bindings);
    } catch (thrown) {
      const error = toAppError(new Error('The settings cannot be used.', { cause: thrown }));
      const requestId = newId('request');
      log.error('the api could not start', { requestId, error: thrown });
      return problemResponse(error, requestId);
    }
    const database = openDatabase(front.databaseUrl, {
      ...{ name: 'snaprun-edge', maxConnections: 2, statementTimeoutMs, oneRequest: true },
    });
    const app = createApp({
      ...front.deps,
      db: database.db,
      hub: createPollingHub(database.db, pollMs, log),
    });
    const response = await app.fetch(request);
    return whenSent(response, (sent) => execution.waitUntil(sent.then(database.close)));
  },
};

/** What one isolate keeps from request to request: nothing of it holds a connection. */
async function openFront(bindings: Bindings) {
  const strings = Object.entries(bindings).filter((entry): entry is [string, string] => {
    return typeof entry[1] === 'string';
  });
  const settings = parseConfig(ApiSettings, Object.fromEntries(strings));
  if (settings.AUTH_MODE === 'local')
    throw new AppError(
      'invalid_request',
      'AUTH_MODE=local lets everyone in, and an edge runtime answers to everyone. Set AUTH_MODE=clerk.',
    );
  const modelLook: KeptLook = {};
  return {
    databaseUrl: settings.DATABASE_URL,
    deps: {
      storage: createS3Storage(storageOptions(settings)),
      models: modelEndpoints(settings),
      ...(await openSignIn(settings)),
      webOrigins: settings.WEB_ORIGIN,
      clerkWebhookSecret: settings.CLERK_WEBHOOK_SECRET ?? null,
      allowPrivateWebhooks: settings.WEBHOOK_ALLOW_PRIVATE,
      adminUserIds: settings.ADMIN_USER_IDS,
      limits: defaultLimits(settings),
      docsAsset: (name: string) => readAsset(bindings, name),
      // Each request has connections of its own: none waits for another's.
      removals: { run: <T>(work: () => Promise<T>) => work() },
      log,
      fetch: fetch.bind(globalThis),
      modelLook,
      timing: usualTiming,
    },
  };
}

async function readAsset({ ASSETS }: Bindings, name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const found = await ASSETS?.fetch(`http://assets.invalid/${name}`);
  return found?.ok ? new Uint8Array(await found.arrayBuffer()) : null;
}
