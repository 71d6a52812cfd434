import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AppError } from '@snaprun/core/errors';
import { type DataDirectory, takeDataDirectory } from './data-directory.ts';
import { describeSandbox } from './describe-sandbox.ts';
import { endChildren } from './end-children.ts';
import { openGateway } from './gateway.ts';
import { keepPort, keptPort } from './kept-port.ts';
import { freePorts } from './ports.ts';
import { databaseUrl, postgresCommand, postgresReady, preparePostgres } from './postgres.ts';
import { ensurePython } from './python.ts';
import { configuredDatabase, describeServices, embeddedParts } from './services.ts';
import { createSupervisor, endLeftovers, type Supervisor } from './supervisor.ts';
import { waitForAnswer, waitForLine } from './wait-ready.ts';
import { ensureWebBuild } from './web-build.ts';

export interface System {
  url: string;
  stop(): Promise<void>;
}

export interface UpOptions {
  dataDir: string;
  port: number | null;
  workers: number;
  /** Without it nobody sees a page, so none is built or served. */
  withWeb: boolean;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  /** Breaks a boot off; a system that is up is ended by its `stop`. */
  signal: AbortSignal;
}

/** Boots the whole system on one data directory and resolves when it can take a job; throws a sentence if it cannot. */
export async function up(options: UpOptions): Promise<System> {
  const data = await takeDataDirectory(options.dataDir);
  const supervisor = createSupervisor({ logs: data.logs, pids: data.pids, say: options.say });
  const closers: (() => Promise<void>)[] = [data.release, () => supervisor.stop()];
  const stop = async () => {
    for (const close of closers.reverse().splice(0)) await close();
  };
  try {
    const booting = boot(options, data, supervisor, (close) => closers.push(close));
    const url = await orAborted(booting, options.signal);
    await data.announce(url);
    return { url, stop };
  } catch (error) {
    if (options.signal.aborted) await endChildren(supervisor.pids());
    await stop();
    throw error;
  }
}

async function boot(
  { port, workers, withWeb, env, say, signal }: UpOptions,
  data: DataDirectory,
  supervisor: Supervisor,
  onStop: (close: () => Promise<void>) => void,
): Promise<string> {
  await endLeftovers(data.pids);
  const embedded = embeddedParts(env);
  const kept = await keptPort(data.path);
  const [objects = 0, postgres = 0, models = 0, api = 0, web = 0] = await freePorts([kept, 0, 0, 0, 0]);
  if (embedded.objects) await keepPort(data.path, objects);
  // The public port is taken first and for good: what is told its address below can rely on it.
  const targets = { api: `http://127.0.0.1:${api}`, web: `http://127.0.0.1:${web}` };
  const gateway = await openGateway(port, targets);
  onStop(gateway.close);
  const ports = { public: gateway.port, postgres, objects, models, api, web };
  const cluster = { directory: data.postgres, port: ports.postgres, password: data.secrets.postgresPassword };
  const database = embedded.postgres ? databaseUrl(cluster) : configuredDatabase(env);
  const services = describeServices(data, ports, database, env);

  const startDatabase = async () => {
    if (embedded.postgres) {
      await preparePostgres(cluster);
      const [command, args] = await postgresCommand(cluster);
      const service = {
        name: 'postgres',
        command,
        args,
        env: services.migrate.env,
        stopSignal: 'SIGINT' as const,
      };
      await supervisor.start(service, () => postgresReady(cluster));
    }
    await migrate(services.migrate);
  };
  const startObjects = async () => {
    if (!embedded.objects) return;
    const health = `http://127.0.0.1:${ports.objects}/minio/health/live`;
    await supervisor.start(services.objects, (isAlive) => waitForAnswer(health, isAlive));
  };
  const startModels = async () => {
    if (!embedded.models) return;
    const health = `http://127.0.0.1:${ports.models}/health`;
    await supervisor.start(services.models, (isAlive) => waitForAnswer(health, isAlive));
  };
  const startWeb = async () => {
    if (!withWeb) return;
    await ensureWebBuild(say);
    await supervisor.start(services.web, (isAlive) =>
      waitForAnswer(`http://127.0.0.1:${ports.web}/`, isAlive),
    );
  };

  const [python] = await allOrFirstError([
    // Tests share one build between their data directories.
    ensurePython({ dataDir: env.SNAPRUN_PYTHON_HOME || data.path, progress: say }),
    startDatabase(),
    startObjects(),
    startModels(),
    startWeb(),
  ]);
  signal.throwIfAborted();
  const startWorker = (n: number) => {
    const service = services.worker(n + 1, python);
    const log = `${data.logs}/${service.name}.log`;
    return supervisor.start(service, async (isAlive) => {
      const line = await waitForLine(log, 'worker is ready', isAlive);
      if (n === 0) say(describeSandbox(line));
    });
  };
  await allOrFirstError([
    supervisor.start(services.api, (isAlive) =>
      waitForAnswer(`http://127.0.0.1:${ports.api}/readyz`, isAlive),
    ),
    ...Array.from({ length: workers }, (_, n) => startWorker(n)),
  ]);
  return `http://127.0.0.1:${gateway.port}`;
}

/** The boot's result, or the signal's reason at once: an installer that is under way may take minutes. */
function orAborted<T>(boot: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([boot, aborted]);
}

/** Waits for all, so that nothing is still starting when the first trouble is thrown. */
async function allOrFirstError<T extends unknown[]>(
  starting: [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  await Promise.allSettled(starting);
  return Promise.all(starting) as Promise<T>;
}

async function migrate(service: {
  command: string;
  args: string[];
  env: Record<string, string>;
}): Promise<void> {
  try {
    await promisify(execFile)(service.command, service.args, { env: service.env });
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr ?? '';
    throw new AppError(
      'unavailable',
      `The database could not be brought up to date. It said:\n${said.trim()}`,
      { cause },
    );
  }
}
