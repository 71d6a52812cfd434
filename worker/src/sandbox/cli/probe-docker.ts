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
      image: { tag, state: await imageState(docker, tag) },
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

async function imageState(docker: Daemon['docker'], tag: string): Promise<DockerFacts['image']['state']> {
  try {
    await docker.getImage(tag).inspect();
    return 'there';
  } catch (error) {
    if (statusOf(error) === 404) return 'missing';
    throw error;
  }
}
