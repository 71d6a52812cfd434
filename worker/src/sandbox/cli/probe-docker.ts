import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '@snaprun/core/errors';
import { connect, type Daemon } from '../docker/connect.ts';
import { statusOf } from '../docker/daemon-trouble.ts';
import { dockerEnvironment, imageOf } from './docker-environment.ts';

/** What a Docker daemon says about itself. */
export interface DockerFacts {
  address: string;
  version: string;
  api: string;
  runtimes: string[];
  cgroup: string;
  isRootless: boolean;
  /** `current` and `old` compare it with the sources here; `there` when it does not tell what it was made from. */
  image: { tag: string; state: 'missing' | 'old' | 'current' | 'there' };
}

/** What `npm run sandbox:image` runs. It knows what the image is built from. */
const imageBuilder = fileURLToPath(new URL('../../../../sandbox/image/build.ts', import.meta.url));

/** Asks the daemon; a complaint with the mending command where none answers. */
export async function probeDocker(env: NodeJS.ProcessEnv): Promise<DockerFacts | { complaint: string }> {
  try {
    const { docker, address, engineVersion, apiVersion } = await connect(dockerEnvironment(env));
    const info = (await docker.info()) as Partial<Info>;
    const tag = imageOf(env);
    return {
      address,
      version: engineVersion,
      api: apiVersion,
      runtimes: Object.keys(info.Runtimes ?? {}),
      cgroup: `v${info.CgroupVersion ?? '1'} (${info.CgroupDriver ?? 'unknown driver'})`,
      isRootless: (info.SecurityOptions ?? []).some((option) => option.includes('rootless')),
      image: { tag, state: await imageState(docker, tag, env) },
    };
  } catch (error) {
    if (error instanceof AppError) return { complaint: error.message };
    throw error;
  }
}

interface Info {
  Runtimes: Record<string, unknown>;
  CgroupVersion: string;
  CgroupDriver: string;
  SecurityOptions: string[];
}

async function imageState(
  docker: Daemon['docker'],
  tag: string,
  env: NodeJS.ProcessEnv,
): Promise<DockerFacts['image']['state']> {
  try {
    await docker.getImage(tag).inspect();
  } catch (error) {
    if (statusOf(error) === 404) return 'missing';
    throw error;
  }
  const { failed, said } = await new Promise<{ failed: boolean; said: string }>((resolve) => {
    execFile(
      process.execPath,
      [imageBuilder, '--check'],
      { env, timeout: 30_000 },
      (error, _stdout, stderr) => resolve({ failed: error !== null, said: stderr }),
    );
  });
  if (!failed) return 'current';
  // It may also be that this machine has no docker program, which the comparison needs and programs do not.
  return said.includes('was built from other files') ? 'old' : 'there';
}
