import { describe, expect, test } from 'vitest';
import { addressReach } from './public-address.ts';

describe('an address is', () => {
  test.each([
    '1.1.1.1',
    '93.184.216.34',
    '172.32.0.1',
    '2606:4700:4700::1111',
    '2a00:1450:4001:80b::200e',
    // The same machine, written the long way.
    '::ffff:1.1.1.1',
  ])('public: %s', (address) => {
    expect(addressReach(address)).toBe('public');
  });

  test.each([
    ['loopback', '127.0.0.1'],
    ['loopback, far end', '127.255.255.254'],
    ['private, 10/8', '10.0.0.1'],
    ['private, 172.16/12', '172.31.255.255'],
    ['private, 192.168/16', '192.168.1.1'],
    ['loopback of IPv6', '::1'],
    ['unique local', 'fd12:3456:789a::1'],
    ['loopback mapped into IPv6', '::ffff:127.0.0.1'],
    ['loopback, IPv4-compatible', '::127.0.0.1'],
    ['private mapped into IPv6, in hex', '::ffff:a00:1'],
  ])('on the machine or its private network (%s): %s', (_what, address) => {
    expect(addressReach(address)).toBe('private');
  });

  test.each([
    ['this host', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['link-local and metadata', '169.254.169.254'],
    ['metadata mapped into IPv6', '::ffff:169.254.169.254'],
    ['protocol assignments', '192.0.0.8'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.1'],
    ['documentation', '203.0.113.1'],
    ['benchmarking', '198.18.0.1'],
    ['benchmarking, far end', '198.19.255.255'],
    ['6to4 relay', '192.88.99.1'],
    ['multicast', '224.0.0.1'],
    ['multicast, far end', '239.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['IPv4-translated', '::ffff:0:127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['NAT64 of a public address', '64:ff9b::101:101'],
    ['local NAT64', '64:ff9b:1::a00:1'],
    ['discard', '100::1'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['benchmarking', '2001:2::1'],
    ['ORCHID', '2001:10::1'],
    ['ORCHIDv2', '2001:20::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['6to4 of loopback', '2002:7f00:1::1'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['metadata of AWS', 'fd00:ec2::254'],
    ['metadata of AWS with a zone', 'fd00:ec2::254%x'],
    ['metadata of Google', 'fd20:ce::254'],
    ['metadata of Azure', '168.63.129.16'],
    ['metadata of Alibaba', '100.100.100.200'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['segment routing', '5f00::1'],
    ['no address', 'example.com'],
    ['no address', ''],
  ])('nowhere a request should go (%s): %s', (_what, address) => {
    expect(addressReach(address)).toBe('forbidden');
  });
});
