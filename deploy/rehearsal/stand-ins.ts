import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';
import { root } from './stack.ts';
import { say, timed } from './transcript.ts';

const standIns = join(import.meta.dirname, 'stand-ins');
const targets = ['api', 'worker', 'migrate', 'web', 'broker', 'demo-models'];
/** Without buildx, Docker's own builder serves. */
const env = { ...process.env, DOCKER_BUILDKIT: '0' };

/** Where the tools are kept from one rehearsal to the next. */
export const tools = process.env.SNAPRUN_REHEARSAL_TOOLS || join(root, '.snaprun/rehearsal');

export async function buildTools(): Promise<void> {
  await run('sh', [join(standIns, 'build-tools.sh'), tools], { show: true, withinMs: 60 * 60_000 });
}

/** Every image that the compose files name, under the same name, made from packages; those that are there stay. */
export async function ensureImages(images: readonly string[]): Promise<void> {
  const has = (image: string) =>
    run('docker', ['image', 'inspect', image]).then(
      () => true,
      () => false,
    );
  const node = /ARG NODE_IMAGE=(\S+)/.exec(await run('cat', [join(root, 'Dockerfile')]))?.[1] ?? '';
  const wanted = [node, ...images.filter((image) => !image.startsWith('snaprun-'))];
  for (const image of wanted) {
    const kind = kindOf(image);
    if (kind && !(await has(image))) await timed(`made ${image}`, () => buildStandIn(kind, image));
  }
  for (const target of targets)
    await timed(`built snaprun-${target}:0.1.0`, () =>
      build(['--target', target, '--tag', `snaprun-${target}:0.1.0`, root]),
    );
}

function kindOf(image: string): string | null {
  const kinds: [RegExp, string][] = [
    [/^node:/, 'node'],
    [/^postgres:/, 'postgres'],
    [/^pgsty\/silo:/, 'minio'],
    [/^traefik:/, 'traefik'],
  ];
  return kinds.find(([name]) => name.test(image))?.[1] ?? null;
}

async function buildStandIn(kind: string, image: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stand-in-'));
  try {
    const into = (name: string) => join(folder, name);
    await copyFile(join(standIns, `${kind}.Dockerfile`), into('Dockerfile'));
    if (kind === 'node') await run('sh', [join(standIns, 'lay-out-node.sh'), root, folder]);
    if (kind === 'traefik') await copyFile('/etc/ssl/certs/ca-certificates.crt', into('trust.pem'));
    for (const tool of { minio: ['minio', 'mc'], traefik: ['traefik'] }[kind] ?? [])
      await copyFile(join(tools, tool), into(tool));
    for (const script of { postgres: ['postgres-entrypoint.sh'], minio: ['minio-entrypoint.sh'] }[kind] ?? [])
      await copyFile(join(standIns, script), into(script));
    await build(['--tag', image, folder]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function build(args: string[]): Promise<void> {
  // The daemon's own network need not reach a package registry; the host's does if anything does.
  await run('docker', ['build', '--quiet', '--network', 'host', ...args], { env, withinMs: 40 * 60_000 });
}

/** What the images weigh and who they run as. */
export async function describeImages(): Promise<void> {
  for (const target of targets) {
    const format = '{{.Size}} {{.Config.User}}';
    const [bytes, user] = (
      await run('docker', ['image', 'inspect', '--format', format, `snaprun-${target}:0.1.0`])
    ).split(' ');
    say(`image snaprun-${target}: ${(Number(bytes) / 1e6).toFixed(0)} MB, user ${user}`);
  }
}
