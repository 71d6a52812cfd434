import { PassThrough } from 'node:stream';
import { createLog } from '@snaprun/core/log';
import { afterEach, expect, test, vi } from 'vitest';
import { createFrameWriter, keyOf } from '../frame-writer.ts';
import { protocolVersion } from '../frames.ts';
import { openCluster } from './cluster.ts';
import { connect } from './connect.ts';
import { createKubernetesDriver } from './driver.ts';
import {
  type FakeApiServerOptions,
  type FakeProcess,
  startFakeApiServer,
} from './testing/fake-api-server.ts';

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start(options: FakeApiServerOptions) {
  const fake = await startFakeApiServer(options);
  open.push(fake);
  const driver = await createKubernetesDriver({
    cluster: openCluster(fake.api, fake.namespace),
    image: 'snaprun-sandbox:test',
    runtimeClass: 'gvisor',
    workerId: 'wrk_test',
    installation: 'here',
    pool: 0,
    log: createLog({}, () => undefined),
  });
  open.push(driver);
  const run = (signal = new AbortController().signal) =>
    driver.run({ code: 'print("hello")', inputPng: null }, signal);
  return { fake, driver, run };
}

const verdict = { status: 'ok', exitCode: 0, error: null, durationMs: 1, cpuMs: 1, peakMemoryBytes: 1 };

/** A supervisor: silent until it is spoken to, then ready, then does with the job what `act` says. */
function supervisor(
  act: (end: (code: number, reason?: string) => void, say: PassThrough, key: Buffer) => void,
) {
  return (): FakeProcess => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const { promise: exited, resolve } = Promise.withResolvers<{ exitCode: number; reason?: string }>();
    const end = (exitCode: number, reason?: string) => {
      for (const stream of [stdout, stderr]) stream.end(() => stream.destroy());
      resolve({ exitCode, ...(reason === undefined ? {} : { reason }) });
    };
    let heard = Buffer.alloc(0);
    let isReady = false;
    stdin.on('data', (bytes: Buffer) => {
      heard = Buffer.concat([heard, bytes]);
      if (!isReady && heard.length > 0) {
        isReady = true;
        heard = heard.subarray(1);
        const ready = JSON.stringify({ protocol: protocolVersion, python: '3.11.2', warm: true });
        stdout.write(createFrameWriter(Buffer.alloc(0))('R', ready));
      }
      if (heard.includes('SNAPRUN-JOB')) act(end, stdout, heard);
    });
    stdin.on('end', () => end(0));
    return { stdin, stdout, stderr, exited, kill: () => end(137) };
  };
}

const printing = (word: string) =>
  supervisor((end, say, job) => {
    const write = createFrameWriter(keyOf(job));
    for (const frame of [write('S', ''), write('O', word), write('X', JSON.stringify(verdict))])
      say.write(frame);
    end(0);
  });

test('a program runs in a pod of its own, which is gone afterwards', async () => {
  const { fake, run } = await start({ run: printing('hello') });
  const { execution } = await run().result;
  expect(execution).toMatchObject({ status: 'ok', stdout: 'hello', driver: 'kubernetes', runtime: 'runsc' });
  await vi.waitFor(() => expect(fake.pods.size).toBe(0));
});

test('the pod can compute and nothing else', async () => {
  const { fake, run } = await start({ run: printing('hello') });
  await run().result;
  expect(fake.made).toMatchObject([
    {
      metadata: { labels: { 'snaprun.dev/worker': 'wrk_test', 'snaprun.dev/installation': 'here' } },
      spec: {
        runtimeClassName: 'gvisor',
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        dnsPolicy: 'None',
        securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            image: 'snaprun-sandbox:test',
            env: [],
            ...{ stdin: true, stdinOnce: true, tty: false },
            resources: { limits: { cpu: '2', memory: String(2 ** 31) } },
            securityContext: {
              ...{ allowPrivilegeEscalation: false, privileged: false, readOnlyRootFilesystem: true },
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      },
    },
  ]);
  const text = JSON.stringify(fake.made);
  for (const never of ['hostPath', 'hostNetwork', 'hostPID', 'serviceAccountName', 'secret', 'configMap'])
    expect(text).not.toContain(never);
});

test('a program that is cancelled is a killed one, and its pod goes', async () => {
  const abort = new AbortController();
  const { fake, run } = await start({ run: supervisor(() => abort.abort()) });
  const { execution } = await run(abort.signal).result;
  expect(execution.status).toBe('killed');
  await vi.waitFor(() => expect(fake.pods.size).toBe(0));
});

test('a container that Kubernetes killed for want of memory is told so', async () => {
  const { run } = await start({
    run: supervisor((end, say, job) => {
      say.write(createFrameWriter(keyOf(job))('S', ''));
      end(137, 'OOMKilled');
    }),
  });
  expect((await run().result).execution.status).toBe('out_of_memory');
});

test('a connection that is cut is trouble of ours, and the pod goes', async () => {
  const { fake, run } = await start({ run: supervisor(() => fake.cut()) });
  await expect(run().result).rejects.toThrow('connection through the api server of Kubernetes was lost');
  await vi.waitFor(() => expect(fake.pods.size).toBe(0));
});

test('a pod that can never start is trouble of ours, with the reason', async () => {
  const { fake, run } = await start({ run: () => ({ waiting: 'ImagePullBackOff' }) });
  await expect(run().result).rejects.toThrow('The pod of the program cannot start: ImagePullBackOff.');
  await vi.waitFor(() => expect(fake.pods.size).toBe(0));
});

test('a worker that may not use the namespace is told what gives it the right', async () => {
  const refused = start({ run: printing('hello'), refuses: () => true });
  await expect(refused).rejects.toThrow(
    /cannot use the namespace of sandboxes: .*forbidden.*sandboxes\.yaml/,
  );
});

test('outside of a cluster it says so', () => {
  expect(() => connect({ host: undefined })).toThrow('does not run in a cluster');
});
