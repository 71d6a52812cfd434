import type Docker from 'dockerode';

/** What bounds a request in time. */
interface Deadline {
  abortSignal: AbortSignal;
}

interface DaemonQuestions {
  version(deadline: Deadline): Promise<Docker.DockerVersion>;
  info(deadline: Deadline): Promise<Partial<DaemonInfo>>;
}

interface ImageQuestions {
  inspect(deadline: Deadline): Promise<{ Id: string; Config?: { Labels?: Record<string, string> | null } }>;
}

/** The part of `docker info` that is read; an old daemon leaves some of it out. */
interface DaemonInfo {
  Runtimes: Record<string, unknown>;
  NCPU: number;
  MemTotal: number;
  CgroupVersion: string;
  MemoryLimit: boolean;
  SwapLimit: boolean;
  PidsLimit: boolean;
  CpuCfsQuota: boolean;
  SecurityOptions: string[];
}

/** The questions that dockerode's types do not know to take an abort signal; dockerode itself does. */
export function bounded(docker: Docker): DaemonQuestions;
export function bounded(image: Docker.Image): ImageQuestions;
export function bounded(asked: unknown): unknown {
  return asked;
}
