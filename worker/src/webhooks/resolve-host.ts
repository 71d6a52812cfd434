import { Resolver } from 'node:dns/promises';

/** Finds the addresses of a host name; throws where it has none. */
export type ResolveHost = (name: string, signal: AbortSignal) => Promise<string[]>;

const oneTryMs = 2000;
const tries = 2;

/**
 * Asks the name servers, the system's unless others are named, IPv4 first. Not through the system's own lookup: that holds one of few threads for as long as a
 * hostile name server likes, and takes a short name for one of the local network.
 */
export function createResolveHost(servers?: readonly string[]): ResolveHost {
  return async (name, signal) => {
    // RFC 6761: never asked for anywhere else.
    if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1', '::1'];
    const resolver = new Resolver({ timeout: oneTryMs, tries });
    if (servers !== undefined) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.throwIfAborted();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const found = [v4, v6].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      if (found.length === 0 && v4.status === 'rejected') throw v4.reason;
      return found;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}
