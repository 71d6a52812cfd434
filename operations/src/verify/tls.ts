import { connect } from 'node:tls';
import { type Check, ok, weaker, wrong } from '../doctor/check.ts';
import { patienceMs, why } from '../doctor/patient.ts';

const renewDays = 14;

/** Whether the address has a certificate that browsers take, for a while yet, and speaks no old TLS. */
export async function tlsChecks(url: URL): Promise<Check[]> {
  const name = 'tls';
  if (url.protocol !== 'https:')
    return [wrong(name, `${url.origin} is not encrypted`, 'serve it by https; docs/operations.md says how')];
  const port = Number(url.port) || 443;
  try {
    const { protocol, days } = await handshake(url.hostname, port);
    const checks = [ok(name, `${protocol}, a certificate that is trusted`)];
    const mend = 'see whether the renewal works: docker compose logs traefik';
    if (days < renewDays) checks.push(weaker('certificate', `ends in ${days} days`, mend));
    else checks.push(ok('certificate', `for ${days} more days`));
    checks.push(await oldTlsCheck(url.hostname, port));
    return checks;
  } catch (error) {
    const mend =
      'get a certificate that browsers trust; with ACME the name has to lead here on ports 80 and 443';
    return [wrong(name, `no trusted connection (${why(error)})`, mend)];
  }
}

function handshake(host: string, port: number, maxVersion?: 'TLSv1.1') {
  return new Promise<{ protocol: string; days: number }>((resolve, reject) => {
    const old = maxVersion === undefined ? {} : { minVersion: 'TLSv1' as const, maxVersion };
    const socket = connect({ host, port, servername: host, timeout: patienceMs, ...old }, () => {
      const ends = new Date(socket.getPeerCertificate().valid_to).getTime();
      const days = Math.floor((ends - Date.now()) / 86_400_000);
      resolve({ protocol: socket.getProtocol() ?? 'TLS', days });
      socket.destroy();
    });
    socket.once('timeout', () => socket.destroy(new DOMException('', 'TimeoutError')));
    socket.once('error', reject);
  });
}

async function oldTlsCheck(host: string, port: number): Promise<Check> {
  const isTaken = await handshake(host, port, 'TLSv1.1').then(
    () => true,
    () => false, // refused, as it should be
  );
  if (!isTaken) return ok('old tls', 'TLS 1.1 is refused');
  return weaker('old tls', 'TLS 1.1 is taken', 'set minVersion: VersionTLS12 at the proxy');
}
