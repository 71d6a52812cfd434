import { isIP } from 'node:net';
import { addressReach } from '@snaprun/core/public-address';
import { buildConnector } from 'undici';
import type { ResolveHost } from './resolve-host.ts';

/** The receiver is at an address that nothing may be sent to. */
export class TargetRefused extends Error {
  constructor(host: string) {
    super(`Nothing was sent: ${host} leads to an address that is not public.`);
    this.name = 'TargetRefused';
  }
}

export interface ConnectorOptions {
  resolve: ResolveHost;
  /** This machine and its private network are possible targets too. */
  allowPrivate: boolean;
  connectMs: number;
  signal: AbortSignal;
  /** Certificates to trust instead of the usual ones. */
  ca?: string;
}

/** More than a name with a reason has; a hostile name server may give thousands. */
const maxAddresses = 8;

/**
 * Connects to what a name leads to at this moment: all its addresses are checked, then one of exactly those is connected
 * to, so that a name which leads elsewhere at the next question gains nothing. One that is not public refuses all.
 */
export function createCheckedConnector(options: ConnectorOptions): buildConnector.connector {
  const { connectMs, ca } = options;
  const tls = ca === undefined ? {} : { ca };
  const connect = buildConnector({ timeout: connectMs, maxCachedSessions: 0, keepAlive: false, ...tls });
  return (target, callback) => {
    connectTo(target, options, connect).then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error, null),
    );
  };
}

type Target = buildConnector.Options;
type Socket = NonNullable<Parameters<buildConnector.Callback>[1]>;

async function connectTo(target: Target, options: ConnectorOptions, connect: buildConnector.connector) {
  const { hostname } = target;
  const addresses = await checkedAddresses(hostname, options);
  // The certificate is asked for and judged by name; to a receiver without one nothing is told (RFC 6066).
  const servername = isIP(hostname) ? {} : { servername: hostname };
  let last: unknown;
  for (const address of addresses) {
    try {
      return await connectOnce({ ...target, hostname: address, ...servername }, connect);
    } catch (error) {
      last = error;
      if (options.signal.aborted) break;
    }
  }
  throw last;
}

async function checkedAddresses(host: string, { resolve, allowPrivate, signal }: ConnectorOptions) {
  const addresses = isIP(host) ? [host] : (await resolve(host, signal)).slice(0, maxAddresses);
  const allowed = addresses.filter((address) => {
    const reach = addressReach(address);
    return reach === 'public' || (allowPrivate && reach === 'private');
  });
  if (allowed.length === 0 || allowed.length < addresses.length) throw new TargetRefused(host);
  return allowed;
}

function connectOnce(target: Target, connect: buildConnector.connector): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // With an error there is no second argument, whatever the types say.
    connect(target, (error, socket) => (error === null ? resolve(socket) : reject(error)));
  });
}
