import type { ModelEndpoints } from '@snaprun/core/config';
import type { Db } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import type { User } from '@snaprun/core/schema/users';
import type { Storage } from '@snaprun/core/storage';
import type { SignedInBy } from './auth/api-tokens.ts';
import type { VerifyToken } from './auth/bearer.ts';
import type { LocalIssuer } from './auth/local-issuer.ts';
import type { StaysSignedIn } from './auth/while-signed-in.ts';
import type { EventHub } from './event-hub.ts';
import type { Limits } from './limits/limits.ts';
import type { Rate } from './limits/request-rate.ts';
import type { KeptLook } from './model-health.ts';
import type { Removals } from './removals.ts';

/** Everything the app needs from outside; the front door builds it. */
export interface AppDeps {
  db: Db;
  storage: Storage;
  hub: EventHub;
  models: ModelEndpoints;
  verifyToken: VerifyToken;
  /** Present in local mode only. */
  localIssuer: LocalIssuer | null;
  /** What Clerk signs its events with; without it they have no address. */
  clerkWebhookSecret: string | null;
  /** Webhooks may lead to this machine and its private network. */
  allowPrivateWebhooks: boolean;
  /** Origins whose pages may call the api. */
  webOrigins: readonly string[];
  /** People who may pause the intake, set quotas and see the fleet. */
  adminUserIds: readonly string[];
  /** What each person may use unless an admin has set it otherwise. */
  limits: Limits;
  /** A file of the docs page by name, or null. */
  docsAsset(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
  removals: Removals;
  log: Log;
  fetch: typeof fetch;
  /** Where the last look at the models is kept, if longer than the app. */
  modelLook?: KeptLook;
  /** Told of each answered request, for the metrics. */
  observe?: (request: AnsweredRequest) => void;
  /** Milliseconds; the tests shorten them. */
  timing: { heartbeatMs: number; cancelWaitMs: number; bundleWaitMs: number };
}

/** One answered request; `route` is its pattern, never its path, so that ids make no series of their own. */
export interface AnsweredRequest {
  method: string;
  route: string;
  status: number;
  durationMs: number;
}

export const usualTiming: AppDeps['timing'] = {
  heartbeatMs: 15_000,
  cancelWaitMs: 10_000,
  bundleWaitMs: 30_000,
};

/** What middleware leaves for the handlers; `user` is there on every route that needs a token. */
export interface AppEnv {
  Variables: {
    requestId: string;
    log: Log;
    user: User;
    signedInBy: SignedInBy;
    staysSignedIn: StaysSignedIn;
    rate: Rate;
  };
}
