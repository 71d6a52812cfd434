import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Database, openDatabase } from '@snaprun/core/database';
import { createS3Storage } from '@snaprun/core/s3-storage';
import type { Job } from '@snaprun/core/schema/jobs';
import type { Storage } from '@snaprun/core/storage';
import { insertQueuedJob, insertReadyFile } from '@snaprun/core/testing/factories';
import sharp from 'sharp';
import { takeDataDirectory } from '../data-directory.ts';
import { freePorts } from '../ports.ts';
import { databaseUrl } from '../postgres.ts';
import { describeServices } from '../services.ts';
import { endsWithParent, type Service } from '../supervisor.ts';
import { waitForAnswer } from '../wait-ready.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { type ModelEndpoint, startModelEndpoint } from './model-endpoint.ts';
import { createPostgresProcess, type PostgresProcess } from './postgres-process.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

const scripted = fileURLToPath(new URL('../../../worker/src/scripted-worker.ts', import.meta.url));

export interface FleetOptions {
  workers: number;
  slots?: number;
  /** How long each model call takes. */
  modelMs?: number;
  /** How long each program runs. */
  runMs?: number;
  /** Where objects lie; a folder of the fleet's own when left out. */
  objects?: string;
}

/** A whole system of its own, of which every part can be made to fail; the workers' sandbox and critic are scripted. */
export interface Fleet {
  /** A client from outside, past every fault. */
  database: Database;
  storage: Storage;
  postgres: PostgresProcess;
  models: ModelEndpoint;
  faults: { storage: FaultProxy; models: FaultProxy };
  api: { url: string; headers: Record<string, string> };
  folder: string;
  /** The processes beside the workers. */
  pids: Record<string, number>;
  /** How many workers it started with. */
  size: number;
  /** The workers that live now; each that ends is replaced after a quarter of a second, as its orchestrator would. */
  workers(): WorkerProcess[];
  /** Where workers find what they need, by the names of their settings. */
  addresses: Record<string, string>;
  /** Adds a worker, with more in its environment and a command that starts it. */
  add(env?: Record<string, string>, by?: readonly string[]): Promise<WorkerProcess>;
  /** Every end of a worker by a signal so far. */
  deaths: { workerId: string; at: number }[];
  arm(failpoint: string, signal: 'kill' | 'stop'): Promise<void>;
  disarm(failpoint: string): Promise<void>;
  job(): Promise<Job>;
  close(): Promise<void>;
}

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), 'snaprun-chaos-'));
  const data = await takeDataDirectory(folder);
  const failpoints = join(folder, 'failpoints');
  await mkdir(failpoints);
  const [pg = 0, objects = 0, api = 0] = await freePorts([0, 0, 0]);
  const cluster = {
    directory: data.postgres,
    port: pg,
    password: data.secrets.postgresPassword,
    throwaway: true,
  };
  const models = await startModelEndpoint(options.modelMs ?? 30);
  const modelFault = await startFaultProxy(new URL(models.url('code')).origin);
  const storageFault = await startFaultProxy(`http://127.0.0.1:${objects}`);
  const roles = ['VISION', 'REASONING', 'CODE'].flatMap((role) => [
    [`${role}_BASE_URL`, `${modelFault.url}/${role.toLowerCase()}/v1`],
    [`${role}_MODEL`, 'scripted'],
  ]);
  const ports = { public: 0, postgres: pg, objects, models: 0, api, web: 0 };
  const services = describeServices(
    options.objects ? { ...data, objects: options.objects } : data,
    ports,
    databaseUrl(cluster),
    { ...process.env, ...Object.fromEntries(roles) },
  );
  const pids: Record<string, number> = {};
  const closers: (() => Promise<unknown>)[] = [];
  const postgres = await createPostgresProcess(cluster, join(data.logs, 'postgres.log'));
  await postgres.start();
  closers.push(() => postgres.end('SIGINT'));
  await promisify(execFile)(services.migrate.command, services.migrate.args, { env: services.migrate.env });
  const start = async (service: Service, env: Record<string, string>, ready: string) => {
    const file = openSync(join(data.logs, `${service.name}.log`), 'a');
    const [command, args] = endsWithParent(service.command, service.args, 'SIGKILL');
    const child = spawn(command, args, {
      env: { ...service.env, ...env },
      stdio: ['ignore', file, file],
    });
    pids[service.name] = child.pid ?? 0;
    closers.push(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    });
    await waitForAnswer(ready, () => child.exitCode === null && child.signalCode === null);
  };
  const behindFault = { S3_ENDPOINT: storageFault.url };
  await start(services.objects, {}, `http://127.0.0.1:${objects}/minio/health/live`);
  await start(services.api, behindFault, `http://127.0.0.1:${api}/readyz`);
  const database = openDatabase(databaseUrl(cluster), { maxConnections: 4, name: 'snaprun chaos' });
  const endpoint = `http://127.0.0.1:${objects}`;
  const storage = createS3Storage({
    ...{ endpoint, publicEndpoint: endpoint, region: 'us-east-1', bucket: 'snaprun' },
    ...{ accessKeyId: 'snaprun-local', secretAccessKey: data.secrets.storageSecret },
  });
  const person = await signIn(`http://127.0.0.1:${api}`);
  const file = await insertReadyFile(database.db, { userId: person.id });
  await storage.write(file.objectKey, await picture(), 'image/png');

  const workerEnv = {
    ...services.worker(1, { criticPython: '', sandboxPython: '', bwrap: '' } as never).env,
    ...behindFault,
    FAILPOINTS_DIR: failpoints,
    WORKER_SLOTS: String(options.slots ?? 2),
    SCRIPTED_RUN_MS: String(options.runMs ?? 100),
  };
  const crew = new Set<WorkerProcess>();
  const deaths: Fleet['deaths'] = [];
  let closing = false;
  let started = 0;
  const add = async (
    env: Record<string, string> = {},
    by: readonly string[] = [],
  ): Promise<WorkerProcess> => {
    started += 1;
    const log = join(data.logs, `worker-${started}.log`);
    const worker = await startWorkerProcess(
      [...by, process.execPath, scripted],
      { ...workerEnv, ...env },
      log,
    );
    crew.add(worker);
    worker.ended.then(async ({ signal, at }) => {
      crew.delete(worker);
      if (signal !== null) deaths.push({ workerId: worker.workerId, at });
      while (!closing) {
        await pause(250);
        // It cannot start while Postgres is away; then it is tried again, as its orchestrator does.
        if (closing || (await add(env, by).catch(() => null)) !== null) return;
      }
    });
    return worker;
  };
  await Promise.all(Array.from({ length: options.workers }, () => add()));

  return {
    database,
    storage,
    postgres,
    models,
    faults: { storage: storageFault, models: modelFault },
    api: { url: `http://127.0.0.1:${api}`, headers: person.headers },
    folder,
    pids,
    size: options.workers,
    workers: () => [...crew].filter((worker) => worker.isAlive()),
    addresses: {
      DATABASE_URL: databaseUrl(cluster),
      S3_ENDPOINT: storageFault.url,
      ...Object.fromEntries(roles.filter(([key]) => key?.endsWith('_BASE_URL'))),
    },
    add,
    deaths,
    arm: (failpoint, signal) => writeFile(join(failpoints, failpoint), signal),
    disarm: (failpoint) => rm(join(failpoints, failpoint), { force: true }),
    job: () => insertQueuedJob(database.db, { userId: person.id, fileId: file.id }),
    async close() {
      closing = true;
      for (const worker of crew) {
        worker.kill('SIGCONT');
        worker.kill('SIGKILL');
      }
      await Promise.all([...crew].map((worker) => worker.ended));
      await database.close();
      for (const end of closers.toReversed()) await end();
      await Promise.all([models.close(), modelFault.close(), storageFault.close()]);
      await data.release();
      if (!process.env.CHAOS_KEEP) await rm(folder, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

async function signIn(url: string): Promise<{ id: string; headers: Record<string, string> }> {
  const answer = await fetch(`${url}/v1/local/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'chaos@snaprun.local' }),
  });
  const { token } = (await answer.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  const me = (await (await fetch(`${url}/v1/me`, { headers })).json()) as { id: string };
  return { id: me.id, headers };
}

function picture(): Promise<Uint8Array> {
  const bar = { create: { width: 20, height: 40, channels: 3 as const, background: '#4c72b0' } };
  return sharp({ create: { width: 80, height: 60, channels: 3, background: '#ffffff' } })
    .composite([{ input: bar, left: 20, top: 20 }])
    .png()
    .toBuffer();
}
