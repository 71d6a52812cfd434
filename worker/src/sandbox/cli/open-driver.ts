import { fileURLToPath } from 'node:url';
import type { Log } from '@snaprun/core/log';
import { createBubblewrapDriver } from '../bubblewrap/driver.ts';
import { readSandboxPython } from '../bubblewrap/sandbox-python.ts';
import { chooseDriver } from '../choose-driver.ts';
import { connect } from '../docker/connect.ts';
import { createDockerDriver } from '../docker/driver.ts';
import type { SandboxDriver } from '../driver.ts';
import { openCluster } from '../kubernetes/cluster.ts';
import { connect as connectToCluster } from '../kubernetes/connect.ts';
import { createKubernetesDriver } from '../kubernetes/driver.ts';
import type { DriverChoice } from './arguments.ts';
import { dockerEnvironment, imageOf } from './docker-environment.ts';
import type { PythonEnvironment } from './python-environment.ts';
import { installation, sweepContainers } from './sweep-containers.ts';

const runnerDir = fileURLToPath(new URL('../../../../sandbox/runner', import.meta.url));

export interface Machine {
  env: NodeJS.ProcessEnv;
  /** Builds what is missing; asked only when bubblewrap is to be used. */
  python: () => Promise<PythonEnvironment>;
  /** What the containers of this process are labelled with. */
  workerId: string;
  log: Log;
}

/** The driver that was chosen, with `pool` sandboxes kept warm; an `AppError` says what is missing. */
export function openDriver(choice: DriverChoice, pool: number, machine: Machine): Promise<SandboxDriver> {
  const { env, python, workerId, log } = machine;
  const isProduction = env.NODE_ENV === 'production';
  const makers = {
    docker: async (withinMs?: number) => {
      const daemon = await connect(dockerEnvironment(env), withinMs);
      await sweepContainers(daemon.docker).catch((error) =>
        log.warn('What an earlier call may have left could not be looked for.', { error }),
      );
      return createDockerDriver({
        daemon,
        image: imageOf(env),
        runtime: choice.runtime ?? undefined,
        isProduction,
        workerId,
        installation,
        pool,
        log,
        ...(withinMs === undefined ? {} : { withinMs }),
      });
    },
    bubblewrap: async () => {
      const { sandboxDir, bwrap } = await python();
      const sandboxPython = await readSandboxPython(sandboxDir);
      return createBubblewrapDriver({ bwrap, python: sandboxPython, runnerDir, log, pool });
    },
    kubernetes: async () => {
      const server = connectToCluster({
        host: env.KUBERNETES_SERVICE_HOST,
        port: env.KUBERNETES_SERVICE_PORT,
      });
      const cluster = openCluster(server, env.SANDBOX_NAMESPACE || 'snaprun-sandboxes');
      const runtimeClass = env.SANDBOX_RUNTIME_CLASS || 'gvisor';
      const image = imageOf(env);
      return createKubernetesDriver({ cluster, image, runtimeClass, workerId, installation, pool, log });
    },
  };
  return chooseDriver({ ...choice, isProduction }, makers, log);
}
