import type { ThingName } from './things.ts';

/** What the walk of two people needs to know of a route. */
interface Walk {
  /** What the path's first id is, where there are two. */
  under?: ThingName;
  /** What the id in the path is, the last one of two, or, with `body`, the id in the body. */
  of?: ThingName;
  /** Another kind of thing that fits in its place, for strangers to try. */
  or?: ThingName;
  body?: (id: string) => unknown;
  query?: (id: string) => string;
  /** The status that the owner gets. */
  own: number;
  /** The status for a missing thing and for another person's, where it is not the 404 of both. */
  strangers?: number;
  /** Answers without a token too. */
  open?: true;
}

const job = (own: number, body?: unknown): Walk => ({ of: 'endedJob', own, body: () => body });
const child = (body?: unknown) => job(201, body);
const admin: Pick<Walk, 'own' | 'strangers'> = { own: 403, strangers: 403 };

/** Every route of the api; `two-people.test.ts` fails when one is added without a line here. */
export const walks: Record<string, Walk> = {
  'get /healthz': { own: 200, open: true },
  'get /readyz': { own: 200, open: true },
  'get /health/models': { own: 200, open: true },
  'get /health/fleet': { own: 200, open: true }, // in local mode
  'post /v1/local/sign-in': { own: 200, open: true, body: () => ({ email: 'walk@example.test' }) },
  'post /v1/files': {
    own: 201,
    body: () => ({ name: 'a.png', mediaType: 'image/png', bytes: 10, sha256: '0'.repeat(64) }),
  },
  'get /v1/files/{id}': { of: 'file', or: 'artifact', own: 200 },
  'delete /v1/files/{id}': { of: 'unusedFile', or: 'artifact', own: 200 },
  'post /v1/jobs': { of: 'unusedFile', or: 'artifact', own: 201, body: (fileId) => ({ fileId }) },
  'get /v1/jobs': { own: 200 },
  'get /v1/jobs/{id}': job(200),
  'patch /v1/jobs/{id}': job(200, { name: 'mine' }),
  'delete /v1/jobs/{id}': job(200),
  'post /v1/jobs/{id}/cancel': { of: 'waitingJob', own: 200 },
  'get /v1/jobs/{id}/results': job(200),
  // No worker builds it here.
  'get /v1/jobs/{id}/bundle': job(202),
  'get /v1/jobs/{id}/diff': { of: 'endedJob', own: 200, query: (id) => `?to=${id}` },
  'get /v1/jobs/{id}/events': job(200),
  'post /v1/jobs/{id}/retry': child({ seed: 'same' }),
  'post /v1/jobs/{id}/follow-ups': child({ instruction: 'as CSV' }),
  'post /v1/jobs/{id}/runs': child({ code: 'print(1)' }),
  'post /v1/jobs/{id}/feedback': job(200, { verdict: 'right' }),
  'post /v1/models/{role}/test': {
    of: 'file',
    own: 200,
    body: (fileId) => ({ prompt: 'What is this?', fileId }),
  },
  // Signed by Clerk, not by a person: without a signature it is 400.
  'post /hooks/clerk': { own: 400, open: true, body: () => ({ type: 'user.deleted', data: {} }) },
  'get /v1/me': { own: 200 },
  'patch /v1/me': { own: 200, body: () => ({ retentionDays: 40 }) },
  'get /v1/me/export': { own: 200 },
  'get /v1/events': { own: 200 },
  'get /v1/notifications': { own: 200 },
  // Many at once: what is not theirs is passed over, and nobody can tell.
  'post /v1/notifications/read': {
    of: 'notification',
    body: (id) => ({ ids: [id] }),
    own: 200,
    strangers: 200,
  },
  'post /v1/tokens': { own: 201, body: () => ({ name: 'import', scopes: ['read'] }) },
  'get /v1/tokens': { own: 200 },
  'delete /v1/tokens/{id}': { of: 'token', own: 200 },
  'post /v1/jobs/{id}/shares': child({ expiresInDays: 7 }),
  'get /v1/jobs/{id}/shares': job(200),
  'delete /v1/shares/{share}': { of: 'share', own: 200 },
  // By its token, to whoever has it; its id shows nothing.
  'get /v1/shares/{share}': { of: 'share', own: 404, open: true },
  'post /v1/webhooks': {
    own: 201,
    body: () => ({ url: 'https://hooks.test/', events: ['job.succeeded'] }),
  },
  'get /v1/webhooks': { own: 200 },
  'get /v1/webhooks/{id}': { of: 'webhook', own: 200 },
  'patch /v1/webhooks/{id}': { of: 'webhook', own: 200, body: () => ({ enabled: false }) },
  'delete /v1/webhooks/{id}': { of: 'webhook', own: 200 },
  'post /v1/webhooks/{id}/secret': { of: 'webhook', own: 200 },
  // The test that it has is under way.
  'post /v1/webhooks/{id}/test': { of: 'webhook', own: 409 },
  'get /v1/webhooks/{id}/deliveries': { of: 'webhook', own: 200 },
  'get /v1/webhooks/{id}/deliveries/{deliveryId}': { under: 'webhook', of: 'delivery', own: 200 },
  'post /v1/webhooks/{id}/deliveries/{deliveryId}/replay': { under: 'webhook', of: 'delivery', own: 202 },
  'get /v1/usage': { own: 200 },
  'get /v1/admin/users/{userId}/quotas': { of: 'user', ...admin },
  'patch /v1/admin/users/{userId}/quotas': { of: 'user', body: () => ({ activeJobs: 1 }), ...admin },
  'get /v1/admin/intake': admin,
  'patch /v1/admin/intake': { body: () => ({ paused: true }), ...admin },
  // The last one: nobody is there afterwards.
  'delete /v1/me': { own: 200 },
};
