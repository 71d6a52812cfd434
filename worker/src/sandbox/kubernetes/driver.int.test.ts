import { execFile, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { createLog } from '@snaprun/core/log';
import { afterAll, beforeAll, describe } from 'vitest';
import { describeConformance } from '../conformance.ts';
import { openCluster } from './cluster.ts';
import { createKubernetesDriver } from './driver.ts';
import { type FakeProcess, type Manifest, startFakeApiServer } from './testing/fake-api-server.ts';

const image = 'snaprun-sandbox:dev';
const docker = (...args: string[]) => promisify(execFile)('docker', args);

function whyNot(): string | null {
  try {
    const runtimes = execFileSync('docker', ['info', '--format', '{{json .Runtimes}}']).toString();
    if (!runtimes.includes('runsc')) return 'the Docker daemon has no runsc';
    execFileSync('docker', ['image', 'inspect', image], { stdio: 'ignore' });
    return null;
  } catch {
    return `no Docker daemon with the image ${image}`;
  }
}

/** A pod as a kubelet would run it, by the Docker daemon of this machine: the manifest's words, and no more. */
function runPod({ metadata: { name }, spec }: Manifest): FakeProcess {
  const [container] = spec.containers;
  if (container === undefined) throw new Error('The pod has no container.');
  const { image: of, command, args, resources } = container;
  const [program = '', ...before] = command;
  const tmpfs = spec.volumes.flatMap(({ name: folder, emptyDir }) => [
    '--tmpfs',
    `/${folder}:rw,nosuid,nodev,noexec,size=${emptyDir.sizeLimit},uid=10001,gid=10001,mode=0700`,
  ]);
  const child = spawn('docker', [
    ...['run', '--interactive', '--name', name, '--runtime', 'runsc', '--network', 'none', '--read-only'],
    ...[
      '--cap-drop',
      'ALL',
      '--security-opt',
      'no-new-privileges',
      '--user',
      '10001:10001',
      '--hostname',
      'sandbox',
    ],
    ...['--memory', resources.limits.memory ?? '', '--memory-swap', resources.limits.memory ?? ''],
    ...['--cpus', resources.limits.cpu ?? '', '--pids-limit', '1024', '--log-driver', 'none', ...tmpfs],
    ...['--entrypoint', program, of, ...before, ...args],
  ]);
  const exited = new Promise<{ exitCode: number; reason?: string }>((resolve) => {
    child.once('close', async (code) => {
      const { stdout } = await docker('inspect', '--format', '{{.State.OOMKilled}}', name).catch(() => ({
        stdout: '',
      }));
      await docker('rm', '--force', name).catch(() => undefined);
      const exitCode = code ?? 137;
      resolve(stdout.trim() === 'true' ? { exitCode, reason: 'OOMKilled' } : { exitCode });
    });
  });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exited,
    kill() {
      // One that is not made yet ends at the end of its input; one that is gone already is what was wanted.
      child.stdin.destroy();
      docker('rm', '--force', name).catch(() => undefined);
    },
  };
}

const missing = whyNot();

describe.skipIf(missing !== null)(
  `Kubernetes, with pods run by Docker${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    let fake: Awaited<ReturnType<typeof startFakeApiServer>>;
    beforeAll(async () => {
      fake = await startFakeApiServer({ run: runPod });
    });
    afterAll(() => fake.close());

    describeConformance(
      'kubernetes',
      () =>
        createKubernetesDriver({
          cluster: openCluster(fake.api, fake.namespace),
          image,
          runtimeClass: 'gvisor',
          workerId: `wrk_${randomUUID().slice(0, 8)}`,
          installation: 'conformance',
          pool: 0,
          log: createLog({}, () => undefined),
        }),
      async () => [...fake.pods.keys()],
    );
  },
);
