import { AppError } from '@snaprun/core/errors';
import type { Log } from '@snaprun/core/log';

/**
 * The container runtime: what is asked for, else gVisor's runsc where the daemon has it.
 *
 * Production needs runsc unless runc is asked for by name; that weaker isolation is a warning at every start.
 * Throws an `AppError` that says what to add to the daemon's settings.
 */
export function chooseRuntime(
  asked: string | undefined,
  registered: readonly string[],
  isProduction: boolean,
  log: Log,
): string {
  if (asked === undefined && !registered.includes('runsc') && isProduction)
    throw new AppError(
      'forbidden',
      `In production programs need gVisor, and this Docker daemon has no runtime runsc. ${howToAdd('runsc')} To do without, set SANDBOX_RUNTIME=runc.`,
    );
  const runtime = asked ?? (registered.includes('runsc') ? 'runsc' : 'runc');
  if (!registered.includes(runtime))
    throw new AppError(
      'invalid_request',
      `SANDBOX_RUNTIME is ${runtime}, which this Docker daemon does not have (it has ${registered.join(', ')}). ${howToAdd(runtime)}`,
    );
  if (runtime === 'runc')
    log.warn(
      'Programs share the kernel of the machine: the runtime is runc. Install gVisor and use runsc where strangers send pictures.',
      { runtime, isProduction },
    );
  return runtime;
}

function howToAdd(runtime: string): string {
  return `Install it and add to /etc/docker/daemon.json: {"runtimes": {"${runtime}": {"path": "/usr/bin/${runtime}"}}} — then restart the daemon: sudo systemctl restart docker.`;
}
