import type { DockerEnvironment } from '../docker/connect.ts';

/** Docker's own settings. */
export function dockerEnvironment(env: NodeJS.ProcessEnv): DockerEnvironment {
  return {
    host: env.DOCKER_HOST || undefined,
    tlsVerify: env.DOCKER_TLS_VERIFY || undefined,
    certPath: env.DOCKER_CERT_PATH || undefined,
  };
}

/** The image that programs run in. */
export function imageOf(env: NodeJS.ProcessEnv): string {
  return env.SANDBOX_IMAGE || 'snaprun-sandbox:dev';
}
