import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseConfig, settings } from '@snaprun/core/config';
import { AppError } from '@snaprun/core/errors';
import { z } from 'zod';
import type { DataDirectory } from './data-directory.ts';
import type { Python } from './python.ts';
import type { Service } from './supervisor.ts';

export interface Ports {
  public: number;
  postgres: number;
  objects: number;
  models: number;
  api: number;
  web: number;
}

type Env = Record<string, string>;

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = (path: string) => ({ command: process.execPath, args: [`${root}${path}`] });

/** Which parts are embedded: what the environment names replaces the part of that kind. */
export function embeddedParts(env: NodeJS.ProcessEnv) {
  return {
    postgres: !env.DATABASE_URL && !env.DATABASE_URL_FILE,
    objects: !env.S3_ENDPOINT,
    models: !(env.VISION_BASE_URL && env.REASONING_BASE_URL && env.CODE_BASE_URL),
  };
}

/** The Postgres that people set, by DATABASE_URL or DATABASE_URL_FILE. */
export function configuredDatabase(env: NodeJS.ProcessEnv): string {
  try {
    return parseConfig(z.object(settings.database), env, (path) => readFileSync(path, 'utf8')).DATABASE_URL;
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    // The picture of a --once is not what is wrong.
    throw new AppError('unavailable', cause.message, { cause });
  }
}

/** Every service of the local system with its environment, made from the data directory and what people set. */
export function describeServices(
  data: DataDirectory,
  ports: Ports,
  databaseUrl: string,
  env: NodeJS.ProcessEnv,
) {
  const { secrets } = data;
  const publicUrl = `http://127.0.0.1:${ports.public}`;
  const origins = [publicUrl, `http://localhost:${ports.public}`].join(',');
  const inherited = plain(
    env,
    /^(PATH|HOME|USER|LANG|LC_ALL|TMPDIR|TZ|NODE_EXTRA_CA_CERTS|XDG_.*|OPENBLAS_.*)$/,
  );
  const storage: Env = env.S3_ENDPOINT
    ? plain(env, /^S3_/)
    : {
        S3_ENDPOINT: `http://127.0.0.1:${ports.objects}`,
        S3_REGION: 'us-east-1',
        S3_BUCKET: 'snaprun',
        S3_ACCESS_KEY_ID: 'snaprun-local',
        S3_SECRET_ACCESS_KEY: secrets.storageSecret,
      };
  const models: Env = Object.assign({}, ...(['vision', 'reasoning', 'code'] as const).map(modelRole));
  const database: Env = { DATABASE_URL: databaseUrl };
  const webhooks = plain(env, /^WEBHOOK_ALLOW_PRIVATE$/);
  const backend = { ...inherited, ...database, ...storage, ...models, ...webhooks };

  function modelRole(role: 'vision' | 'reasoning' | 'code'): Env {
    const name = role.toUpperCase();
    if (env[`${name}_BASE_URL`]) return plain(env, new RegExp(`^${name}_(BASE_URL|API_KEY|MODEL)(_FILE)?$`));
    return {
      [`${name}_BASE_URL`]: `http://127.0.0.1:${ports.models}/${role}/v1`,
      [`${name}_API_KEY`]: secrets.demoModelsKey,
      [`${name}_MODEL`]: `demo-${role}`,
    };
  }

  return {
    objects: {
      name: 'object-store',
      ...program('local/src/object-store/main.ts'),
      env: {
        ...inherited,
        ...storage,
        OBJECT_STORE_DIR: data.objects,
        OBJECT_STORE_PORT: String(ports.objects),
        OBJECT_STORE_ALLOWED_ORIGINS: origins,
      },
    },
    models: {
      name: 'demo-models',
      ...program('local/src/demo-models/main.ts'),
      env: {
        ...inherited,
        ...plain(env, /^DEMO_/),
        PORT: String(ports.models),
        DEMO_MODELS_KEY: secrets.demoModelsKey,
      },
    },
    migrate: { name: 'migrate', ...program('migrations/main.ts'), env: { ...inherited, ...database } },
    api: {
      name: 'api',
      ...program('api/src/main.ts'),
      env: {
        ...backend,
        HOST: '127.0.0.1',
        PORT: String(ports.api),
        AUTH_MODE: 'local',
        ...plain(env, /^(AUTH_MODE|CLERK_.*|ADMIN_USER_IDS|LIMIT_.*|SENTRY_.*)$/),
        LOCAL_AUTH_KEY: secrets.authKey,
        WEB_ORIGIN: env.WEB_ORIGIN ?? origins,
      },
    },
    worker: (n: number, python: Python) => ({
      name: `worker-${n}`,
      ...program('worker/src/main.ts'),
      env: {
        ...backend,
        ...plain(
          env,
          /^(NODE_ENV|WORKER_SLOTS|SANDBOX_(DRIVER|RUNTIME|POOL|IMAGE)|DOCKER_(HOST|TLS_VERIFY|CERT_PATH)|LANGFUSE_(BASE_URL|PUBLIC_KEY|SECRET_KEY)(_FILE)?|SENTRY_.*)$/,
        ),
        // Who ends the system waits for it; the next start goes on with the jobs.
        WORKER_DRAIN_SECONDS: env.WORKER_DRAIN_SECONDS ?? '0',
        SANDBOX_PYTHON_JSON: JSON.stringify(python),
        CRITIC_PYTHON: python.criticPython,
        BWRAP: python.bwrap,
      },
      stopMs: 20_000,
    }),
    web: {
      name: 'web',
      ...program('web/build/index.js'),
      env: {
        ...inherited,
        HOST: '127.0.0.1',
        PORT: String(ports.web),
        ORIGIN: publicUrl,
        PROTOCOL_HEADER: 'x-forwarded-proto',
        HOST_HEADER: 'host',
        AUTH_MODE: env.AUTH_MODE ?? 'local',
        API_URL: `http://127.0.0.1:${ports.api}`,
        ...plain(env, /^(PUBLIC_.*|SENTRY_.*)$/),
        S3_ENDPOINT: storage.S3_ENDPOINT ?? '',
        ...(storage.S3_PUBLIC_ENDPOINT ? { S3_PUBLIC_ENDPOINT: storage.S3_PUBLIC_ENDPOINT } : {}),
      },
    },
  } satisfies Record<string, Service | ((n: number, python: Python) => Service)>;
}

function plain(env: NodeJS.ProcessEnv, names: RegExp): Env {
  const chosen = Object.entries(env).filter(([name, value]) => value !== undefined && names.test(name));
  return Object.fromEntries(chosen) as Env;
}
