import ipaddr from 'ipaddr.js';

/** Where an address leads: into the internet, to this machine or its private network, or nowhere a request should go. */
export type AddressReach = 'public' | 'private' | 'forbidden';

const globalUnicast = ipaddr.parseCIDR('2000::/3');
/** Documentation, which `ipaddr.js` counts as unicast. */
const documentation = ipaddr.parseCIDR('3fff::/20');
/** Where clouds tell a machine its secrets, as far as it is in no range that is forbidden anyway: Azure, AWS, Google. */
const metadata = new Set(
  ['168.63.129.16', 'fd00:ec2::254', 'fd20:ce::254'].map((address) => ipaddr.parse(address).toString()),
);
const privateRanges = new Set<string>(['loopback', 'private', 'uniqueLocal']);

/**
 * Where an IP address leads. What wraps another address (IPv4-mapped is unwrapped; NAT64, 6to4, Teredo are not), the
 * metadata services of clouds, link-local, carrier-grade NAT, multicast and everything reserved are `forbidden`.
 */
export function addressReach(address: string): AddressReach {
  if (!ipaddr.isValid(address)) return 'forbidden';
  const ip = ipaddr.process(address);
  if (metadata.has(withoutZone(ip.toString()))) return 'forbidden';
  const range: string = ip.range();
  if (privateRanges.has(range)) return 'private';
  if (range !== 'unicast') return 'forbidden';
  // Of IPv6 only one eighth is given out as public; the rest is old or new kinds of local and embedded addresses.
  if (ip.kind() === 'ipv6' && (!ip.match(globalUnicast) || ip.match(documentation))) return 'forbidden';
  return 'public';
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, '');
}
