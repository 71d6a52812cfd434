import {
  type Environment,
  errorReportOptions,
  modelEndpoints,
  parseConfig,
  settings,
  storageOptions,
} from '@snaprun/core/config';
import { AppError } from '@snaprun/core/errors';
import { z } from 'zod';

const WorkerSettings = z.object({
  ...settings.database,
  ...settings.storage,
  ...settings.models,
  ...settings.errorReports,
  ...settings.webhooks,
  WORKER_SLOTS: settings.whole(1).default(2),
  WORKER_DRAIN_SECONDS: settings.whole(0).default(15),
  SANDBOX_DRIVER: z.string().default('auto'),
  SANDBOX_RUNTIME: z.enum(['runsc', 'runc']).optional(),
  SANDBOX_POOL: settings.whole(0).optional(),
  SANDBOX_IMAGE: z.string().default('snaprun-sandbox:dev'),
  SANDBOX_NAMESPACE: z.string().default('snaprun-sandboxes'),
  SANDBOX_RUNTIME_CLASS: z.string().default('gvisor'),
  /** Kubernetes tells each pod where its api server is. */
  KUBERNETES_SERVICE_HOST: z.string().optional(),
  KUBERNETES_SERVICE_PORT: z.string().optional(),
  DOCKER_HOST: z.string().optional(),
  DOCKER_TLS_VERIFY: z.string().optional(),
  DOCKER_CERT_PATH: z.string().optional(),
  NODE_ENV: z.string().optional(),
  /** Where files arm failpoints; for tests of the fleet alone. */
  FAILPOINTS_DIR: z.string().optional(),
  /** What the builder of the Python environment answered, as JSON. */
  SANDBOX_PYTHON_JSON: settings.required
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(z.object({ sandboxDir: z.string() })),
  CRITIC_PYTHON: settings.required,
  BWRAP: z.string().default('bwrap'),
  METRICS_HOST: z.string().default('127.0.0.1'),
  METRICS_PORT: settings.whole(0).max(65_535).optional(),
  LANGFUSE_BASE_URL: settings.url.default('https://cloud.langfuse.com'),
  /** Both or neither: they go together. */
  LANGFUSE_PUBLIC_KEY: z.string().optional(),
  LANGFUSE_SECRET_KEY: z.string().optional(),
});

/** Where spans go, or null: half a pair of keys is a mistake and not a wish for silence. */
function langfuseSettings({
  LANGFUSE_BASE_URL: baseUrl,
  LANGFUSE_PUBLIC_KEY: publicKey,
  LANGFUSE_SECRET_KEY: secretKey,
}: z.infer<typeof WorkerSettings>) {
  if (publicKey && secretKey) return { baseUrl, publicKey, secretKey };
  if (!publicKey && !secretKey) return null;
  const missing = publicKey ? 'LANGFUSE_SECRET_KEY' : 'LANGFUSE_PUBLIC_KEY';
  throw new AppError(
    'invalid_request',
    `The settings cannot be used:\n  ${missing}: is not set, and the other key of Langfuse is; set both or neither`,
  );
}

/** Where failpoints are armed, or null; production has none. */
function failpointsDir({ FAILPOINTS_DIR: folder, NODE_ENV }: z.infer<typeof WorkerSettings>) {
  if (folder === undefined) return null;
  if (NODE_ENV !== 'production') return folder;
  throw new AppError(
    'invalid_request',
    'The settings cannot be used:\n  FAILPOINTS_DIR: is for tests and ends workers; unset it in production',
  );
}

/** The worker's settings under friendly names; throws one error that names every bad variable. */
export function workerConfig(env: Environment, readFile?: (path: string) => string) {
  const values = parseConfig(WorkerSettings, env, readFile);
  return {
    databaseUrl: values.DATABASE_URL,
    storage: storageOptions(values),
    models: modelEndpoints(values),
    slots: values.WORKER_SLOTS,
    /** How long running jobs may go on to the end of their step when the worker is told to stop. */
    drainMs: values.WORKER_DRAIN_SECONDS * 1000,
    sandbox: {
      driver: values.SANDBOX_DRIVER,
      pythonDir: values.SANDBOX_PYTHON_JSON.sandboxDir,
      bwrap: values.BWRAP,
      pool: values.SANDBOX_POOL ?? values.WORKER_SLOTS,
      image: values.SANDBOX_IMAGE,
      namespace: values.SANDBOX_NAMESPACE,
      runtimeClass: values.SANDBOX_RUNTIME_CLASS,
      cluster: { host: values.KUBERNETES_SERVICE_HOST, port: values.KUBERNETES_SERVICE_PORT },
      runtime: values.SANDBOX_RUNTIME,
      isProduction: values.NODE_ENV === 'production',
      daemon: {
        host: values.DOCKER_HOST,
        tlsVerify: values.DOCKER_TLS_VERIFY,
        certPath: values.DOCKER_CERT_PATH,
      },
    },
    failpointsDir: failpointsDir(values),
    errorReports: errorReportOptions(values),
    criticPython: values.CRITIC_PYTHON,
    /** Where metrics are served, or null. */
    metrics:
      values.METRICS_PORT === undefined ? null : { host: values.METRICS_HOST, port: values.METRICS_PORT },
    langfuse: langfuseSettings(values),
    allowPrivateWebhooks: values.WEBHOOK_ALLOW_PRIVATE,
  };
}
export type WorkerConfig = ReturnType<typeof workerConfig>;
