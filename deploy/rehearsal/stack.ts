import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOutside } from './outside.ts';
import type { Person } from './person.ts';
import { run } from './run.ts';

export const root = join(import.meta.dirname, '../..');
export const project = 'snaprun-rehearsal';

export interface Address {
  host: string;
  storageHost: string;
  httpPort: number;
  httpsPort: number;
}

/** The real compose files, with a folder of the rehearsal's own for what a person would put beside them. */
export async function createStack(compose: string, address: Address, person: Person, runtime: string) {
  const folder = await mkdtemp(join(tmpdir(), 'snaprun-rehearsal-'));
  const origin = `https://${address.host}:${address.httpsPort}`;
  const storageOrigin = `https://${address.storageHost}:${address.httpsPort}`;
  await cp(join(root, 'traefik'), join(folder, 'traefik'), { recursive: true });
  await cp(join(root, 'deploy/minio'), join(folder, 'deploy/minio'), { recursive: true });
  await mkdir(join(folder, 'secrets'), { mode: 0o700 });
  await writeFile(join(folder, 'secrets/clerk_jwt_key'), person.publicKey);
  await run('sh', [join(root, 'deploy/make-secrets.sh'), join(folder, 'secrets')]);
  const certificates = join(folder, 'traefik/certificates');
  await rm(join(certificates, 'server.crt'), { force: true });
  // Without mkcert on its path: the authority of a rehearsal is nobody's to trust.
  const script = [join(root, 'deploy/make-certificates.sh'), certificates, address.host, address.storageHost];
  const said = await run('sh', script, { env: { PATH: '/usr/bin:/bin' } });
  const { gid } = await stat('/var/run/docker.sock');
  const settings = {
    ...{ SNAPRUN_HOST: address.host, SNAPRUN_ORIGIN: origin, SNAPRUN_VERSION: '0.1.0' },
    ...{ SNAPRUN_STORAGE_HOST: address.storageHost, SNAPRUN_STORAGE_ORIGIN: storageOrigin },
    ...{ SNAPRUN_HTTP_PORT: address.httpPort, SNAPRUN_HTTPS_PORT: address.httpsPort },
    ...{ COMPOSE_PROFILES: 'demo', DOCKER_GID: gid, SANDBOX_RUNTIME: runtime },
    ...Object.fromEntries(
      ['VISION', 'REASONING', 'CODE'].map((role) => [
        `${role}_BASE_URL`,
        `http://demo-models:8000/${role.toLowerCase()}/v1`,
      ]),
    ),
    ...{ CLERK_ISSUER: 'https://clerk.rehearsal.test', WORKER_SLOTS: 1, SANDBOX_POOL: 0 },
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(folder, '.env'), lines.join(''));

  const files = ['-f', join(root, 'docker-compose.yml')];
  const options = [
    '--project-name',
    project,
    '--project-directory',
    folder,
    '--env-file',
    join(folder, '.env'),
  ];
  return {
    folder,
    origin,
    storageOrigin,
    certificates: said,
    outside: createOutside(await readFile(join(certificates, 'authority.crt'), 'utf8')),
    compose: (args: readonly string[], withinMs?: number) =>
      run(compose, [...files, ...options, ...args], withinMs === undefined ? {} : { withinMs }),
    /** What compose makes of the files, with those that are laid on top. */
    config: (...onTop: string[]) =>
      run(compose, [
        ...files,
        ...onTop.flatMap((file) => ['-f', join(root, file)]),
        ...options,
        ...['--profile', '*', 'config', '--format', 'json'],
      ]),
    /** Restarts worker by worker, then api and pages, as `make restart` does. */
    restart: () =>
      run('sh', [join(root, 'deploy/rolling-restart.sh'), ...files, ...options], {
        env: { ...process.env, COMPOSE: compose },
      }),
    /** Ends everything and removes the rehearsal's folder, its networks and its volumes. */
    async remove() {
      await run(compose, [...files, ...options, 'down', '--volumes', '--remove-orphans', '--timeout', '40']);
      if (existsSync(folder)) await rm(folder, { recursive: true });
    },
  };
}

export type Stack = Awaited<ReturnType<typeof createStack>>;
