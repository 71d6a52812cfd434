import { isIP } from 'node:net';
import { addressReach } from './public-address.ts';

/** Names that lead to this machine or its own network wherever they are asked for. */
const localNames = /(^|\.)(localhost|local|internal|lan|home\.arpa)$/;
/** Below it are the well-known services of a system; web servers there are on 443, and on 80 without TLS. */
const lowestFreePort = 1024;

/**
 * What is wrong with the address of a webhook, as a sentence, or null: https, a public host, a port of web servers, no
 * name or password, no fragment. With `allowPrivate` this machine and its private network are possible too, there also
 * without TLS.
 *
 * Where a name leads is only known when it is connected to; `addressReach` judges that.
 */
export function webhookUrlProblem(value: string, { allowPrivate }: { allowPrivate: boolean }): string | null {
  if (!URL.canParse(value)) return 'This is no URL. Give one such as https://example.com/hooks/snaprun.';
  const url = new URL(value);
  const isSecure = url.protocol === 'https:';
  if (!isSecure && url.protocol !== 'http:') return 'The URL must begin with https://.';
  if (url.username || url.password)
    return 'The URL must not hold a name or password. Who receives a delivery knows it by its signature.';
  if (value.includes('#')) return 'The URL must not have a fragment (#…): it is never sent.';
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const reach = isIP(host) ? addressReach(host) : isLocalName(host) ? 'private' : 'public';
  if (reach === 'forbidden') return 'Nothing can be delivered to this address: it is not a public one.';
  if (reach === 'private' && !allowPrivate)
    return 'This address is on a private network or on the machine itself. Give one that is reached over the internet.';
  if (reach === 'public' && !isSecure) return 'The URL must begin with https://.';
  const port = Number(url.port || (isSecure ? 443 : 80));
  if (reach === 'public' && port !== 443 && port < lowestFreePort)
    return `Port ${port} belongs to another service. Use 443 or a port from ${lowestFreePort} on.`;
  return null;
}

function isLocalName(host: string): boolean {
  return !host.includes('.') || localNames.test(host);
}
