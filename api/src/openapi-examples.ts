import type { Bundle } from './shapes/bundle.ts';
import type { File, FileNegotiation, NewFile } from './shapes/file.ts';
import type { Fleet } from './shapes/fleet.ts';
import type { Intake, IntakeChange } from './shapes/intake.ts';
import type { Job, JobDeletion, JobList, NewJob } from './shapes/job.ts';
import type { AccountDeletion, Me } from './shapes/me.ts';
import type { Notification, NotificationList, NotificationsRead } from './shapes/notification.ts';
import type { SignedIn } from './shapes/sign-in.ts';
import type { MadeToken, NewToken, Token } from './shapes/token.ts';
import type { Usage, UserQuotas } from './shapes/usage.ts';
import type {
  Delivery,
  DeliveryList,
  MadeWebhook,
  NewWebhook,
  Webhook,
  WebhookChange,
  WebhookDeletion,
} from './shapes/webhook.ts';

const at = (time: string) => `2026-01-31T${time}.000Z`;
const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const fileId = 'fil_7xk2m9qv4c8d3f6h5j2p';
const jobId = 'job_2b3c4d5f6g7h8j9k2m3n';

const file: File = {
  id: fileId,
  name: 'chart.png',
  mediaType: 'image/png',
  bytes: 48_213,
  sha256,
  width: 1280,
  height: 720,
  state: 'ready',
  rejectReason: null,
  createdAt: at('12:00:00'),
  downloadUrl: 'https://store.example.com/inputs/fil_7xk2m9qv4c8d3f6h5j2p?X-Amz-Signature=…',
};

const job: Job = {
  id: jobId,
  name: 'chart.png',
  fileId,
  parentId: null,
  relation: null,
  instruction: 'Plot it as a line chart.',
  status: 'succeeded',
  outcome: 'reproduced',
  error: null,
  stage: null,
  summary: 'All 12 bars agree with the picture.',
  queue: null,
  receipt: {
    modelCalls: 4,
    tokensIn: 5210,
    tokensOut: 830,
    modelMs: 9400,
    sandboxMs: 1200,
    queuedMs: 40,
    totalMs: 11_300,
    attempts: 1,
    demoModels: false,
  },
  thumbnailUrl: null,
  queuedAt: at('12:00:05'),
  startedAt: at('12:00:05'),
  finishedAt: at('12:00:16'),
  expiresAt: '2026-03-02T12:00:05.000Z',
};

const token: Token = {
  id: 'tok_4c8d3f6h5j2p7xk2m9qv',
  name: 'nightly import',
  scopes: ['read', 'write'],
  lastUsedAt: null,
  expiresAt: '2027-01-31T00:00:00.000Z',
  createdAt: at('12:00:00'),
};

const webhook: Webhook = {
  id: 'whk_5j2p7xk2m9qv4c8d3f6h',
  url: 'https://example.com/hooks/snaprun',
  events: ['job.succeeded', 'job.failed'],
  enabled: true,
  disabledReason: null,
  failingSince: null,
  lastSuccessAt: at('12:00:17'),
  createdAt: at('09:00:00'),
};

const delivery: Delivery = {
  id: 'dlv_8d3f6h5j2p7xk2m9qv4c',
  webhookId: webhook.id,
  type: 'job.succeeded',
  jobId,
  state: 'delivered',
  body: JSON.stringify({
    type: 'job.succeeded',
    timestamp: at('12:00:16'),
    data: { job: { id: jobId, name: 'chart.png', status: 'succeeded', outcome: 'reproduced' } },
  }),
  tries: [
    {
      ...{ n: 1, at: at('12:00:16'), durationMs: 210, status: 503, response: 'Busy.' },
      error: 'The receiver answered 503; 2xx would have been a success.',
    },
    { n: 2, at: at('12:00:21'), durationMs: 84, status: 204, response: '', error: null },
  ],
  nextTryAt: null,
  deliveredAt: at('12:00:21'),
  createdAt: at('12:00:16'),
};

const notification: Notification = {
  id: 'ntf_3f6h5j2p7xk2m9qv4c8d',
  kind: 'job.succeeded',
  message: '“chart.png” is done: reproduced.',
  jobId,
  readAt: null,
  createdAt: at('12:00:16'),
};

const spent = {
  jobs: 3,
  modelCalls: 12,
  tokensIn: 15_630,
  tokensOut: 2490,
  modelMs: 28_200,
  sandboxMs: 3600,
};
const limits = { activeJobs: 50, jobsPerDay: 500, storedBytes: 10_000_000_000, requestsPerMinute: 600 };
const intake: Intake = { paused: false, reason: null, changedBy: null, changedAt: null };

/** One example for each shape that is worth showing; the types hold them to their shapes. */
export const examples = {
  File: file,
  NewFile: { name: 'chart.png', mediaType: 'image/png', bytes: 48_213, sha256 } satisfies NewFile,
  FileNegotiation: {
    file: { ...file, state: 'pending', width: null, height: null },
    upload: {
      method: 'PUT',
      url: 'https://store.example.com/inputs/fil_7xk2m9qv4c8d3f6h5j2p?X-Amz-Signature=…',
      headers: { 'content-type': 'image/png', 'if-none-match': '*' },
      expiresAt: at('12:05:00'),
    },
  } satisfies FileNegotiation,
  Job: job,
  NewJob: { fileId, instruction: 'Plot it as a line chart.' } satisfies NewJob,
  JobList: { jobs: [job], nextCursor: null } satisfies JobList,
  Bundle: {
    url: 'https://store.example.com/jobs/job_2b3c4d5f6g7h8j9k2m3n/bundle/…?X-Amz-Signature=…',
    bytes: 312_044,
    expiresAt: at('12:15:30'),
  } satisfies Bundle,
  JobDeletion: {
    deleted: {
      ...{ jobs: 1, files: 3, attempts: 1, events: 24, checkpoints: 0 },
      ...{ notifications: 1, feedback: 0, shares: 0, deliveries: 0, objects: 6 },
    },
  } satisfies JobDeletion,
  SignIn: { email: 'ann@example.com' },
  SignedIn: { token: 'eyJhbGciOi…', expiresAt: at('13:00:00') } satisfies SignedIn,
  NewToken: { name: token.name, scopes: ['read', 'write'], expiresAt: token.expiresAt } satisfies NewToken,
  Token: token,
  MadeToken: { token, secret: 'snaprun_kT3…' } satisfies MadeToken,
  Me: {
    id: 'user_2abc',
    email: 'ann@example.com',
    name: 'Ann',
    retentionDays: 30,
    notify: { jobFinished: true },
    isAdmin: false,
    createdAt: at('09:00:00'),
  } satisfies Me,
  AccountDeletion: {
    deleted: {
      ...{
        users: 1,
        jobs: 3,
        files: 9,
        attempts: 4,
        events: 71,
        checkpoints: 0,
        objects: 15,
        notifications: 3,
      },
      ...{ feedback: 1, tokens: 1, webhooks: 0, deliveries: 0, shares: 0, usageDays: 2 },
    },
  } satisfies AccountDeletion,
  Notification: notification,
  NotificationList: {
    notifications: [notification],
    unread: 1,
    nextCursor: null,
  } satisfies NotificationList,
  NotificationReading: { ids: [notification.id] },
  NotificationsRead: { read: 1, unread: 0 } satisfies NotificationsRead,
  Webhook: webhook,
  NewWebhook: { url: webhook.url, events: webhook.events } satisfies NewWebhook,
  WebhookChange: { enabled: false } satisfies WebhookChange,
  MadeWebhook: {
    webhook: { ...webhook, lastSuccessAt: null },
    secret: 'whsec_C2FVsBQIhrscChl…',
  } satisfies MadeWebhook,
  WebhookList: { webhooks: [webhook] },
  WebhookDeletion: { deleted: { webhooks: 1, deliveries: 12 } } satisfies WebhookDeletion,
  Delivery: delivery,
  DeliveryList: { deliveries: [delivery], nextCursor: null } satisfies DeliveryList,
  Usage: {
    limits: {
      activeJobs: { limit: limits.activeJobs, used: 1 },
      jobsPerDay: { limit: limits.jobsPerDay, used: 3, resetsAt: '2026-02-01T00:00:00.000Z' },
      storedBytes: { limit: limits.storedBytes, used: 1_482_013 },
      requestsPerMinute: { limit: limits.requestsPerMinute, used: 7, resetsAt: at('12:01:00') },
    },
    today: spent,
    last30Days: spent,
    days: [{ day: '2026-01-31', ...spent }],
  } satisfies Usage,
  UserQuotas: {
    userId: 'user_2abc',
    quotas: { activeJobs: 100, jobsPerDay: null, storedBytes: null, requestsPerMinute: null },
    limits: { ...limits, activeJobs: 100 },
    changedBy: 'user_1adm',
    changedAt: at('12:00:00'),
  } satisfies UserQuotas,
  Intake: intake,
  IntakeChange: { paused: true, reason: 'The models are being updated.' } satisfies IntakeChange,
  Fleet: {
    workers: [
      {
        ...{ id: 'wrk_6h5j2p7xk2m9qv4c8d3f', host: 'worker-1', drivers: ['docker'], slots: 2 },
        ...{ startedAt: at('08:00:00'), heartbeatAt: at('12:00:00'), alive: true, running: 1, boxes: 2 },
      },
    ],
    alive: 1,
    slots: { total: 2, busy: 1 },
    queue: { depth: 0, running: 1, oldestWaitingMs: null },
    tasks: [{ task: 'run-job', waiting: 0, failing: 0 }],
    intake,
  } satisfies Fleet,
} as const;
