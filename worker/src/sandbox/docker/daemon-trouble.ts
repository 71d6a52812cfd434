import { userInfo } from 'node:os';
import { AppError } from '@snaprun/core/errors';

/** Why the daemon did not do what it was asked, as an error to show that says what to do. */
export function daemonTrouble(error: unknown, address: string): AppError {
  if (error instanceof AppError) return error;
  return new AppError('unavailable', sentence(error, address), { cause: error });
}

const nobodyThere = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH']);

function sentence(error: unknown, address: string): string {
  const code = codeOf(error);
  const said = error instanceof Error ? error.message.trim() : String(error);
  if (code !== undefined && nobodyThere.has(code))
    return `No Docker daemon answers at ${address}. Start it (sudo systemctl start docker), or set DOCKER_HOST to where it is.`;
  if (code === 'EACCES' || code === 'EPERM')
    return `This user may not use the Docker daemon at ${address}. Allow it with: sudo usermod -aG docker ${userInfo().username} (then log in again).`;
  if (isLate(error))
    return `The Docker daemon at ${address} did not answer in time. Look at its log (journalctl -u docker), and restart it if it hangs.`;
  if (/HTTP request to an HTTPS server/i.test(said))
    return `The Docker daemon at ${address} wants TLS. Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH to the folder of ca.pem, cert.pem and key.pem.`;
  if (/CERT|certificate|ssl|tls|EPROTO/i.test(`${code ?? ''} ${said}`))
    return `The Docker daemon at ${address} and this worker do not trust each other (${said}). Check ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH.`;
  return `The Docker daemon at ${address} refused: ${said}.`;
}

/** The code of a failed system call; `localhost` may fail on several addresses at once. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The daemon's answer to a request, as an HTTP status, or undefined when there was none. */
export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error ? (error as { statusCode?: unknown }).statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}

function isLate(error: unknown): boolean {
  const name = error instanceof Error ? error.name : '';
  return name === 'TimeoutError' || name === 'AbortError' || codeOf(error) === 'ETIMEDOUT';
}
