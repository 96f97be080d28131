import { describe, expect, it } from '@jest/globals';
import { createClientOf } from '../../../src/server/http/client-address.ts';

const PROXIES = ['10.0.0.0/8', '192.0.2.1', 'fd00::/8'];

describe('the address of a client', () => {
  it.each([
    ['without proxies, the other end', [], '203.0.113.7', undefined, '203.0.113.7'],
    ['without proxies, whatever is said', [], '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['not a proxy, whatever is said', PROXIES, '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['a proxy that says nothing', PROXIES, '10.1.2.3', undefined, '10.1.2.3'],
    ['what a proxy says', PROXIES, '10.1.2.3', '198.51.100.1', '198.51.100.1'],
    [
      'what the last proxy says, not what the client made up',
      PROXIES,
      '10.1.2.3',
      '8.8.8.8, 198.51.100.1',
      '198.51.100.1',
    ],
    ['through several proxies', PROXIES, '10.1.2.3', '8.8.8.8, 198.51.100.1, 192.0.2.1,10.9.9.9', '198.51.100.1'],
    ['only proxies', PROXIES, '10.1.2.3', '10.0.0.1, 192.0.2.1', '10.0.0.1'],
    ['nonsense stops it', PROXIES, '10.1.2.3', '198.51.100.1, evil, 10.0.0.1', '10.0.0.1'],
    ['with a port', PROXIES, '10.1.2.3', '198.51.100.1:4711', '198.51.100.1'],
    ['with a port, IPv6', PROXIES, '10.1.2.3', '[2001:db8::1]:4711', '2001:db8:0:0::/64'],
    ['an IPv6 proxy', PROXIES, 'fd00::1', '198.51.100.1', '198.51.100.1'],
    ['IPv4 written as IPv6', PROXIES, '::ffff:10.1.2.3', '::ffff:198.51.100.1', '198.51.100.1'],
    ['IPv6 by its network', [], '2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2::/64'],
    ['IPv6 of the same network', [], '2001:db8:1:2:ffff::1', undefined, '2001:db8:1:2::/64'],
    ['IPv6 of another network', [], '2001:db8:1:3::1', undefined, '2001:db8:1:3::/64'],
    ['a connection that is gone', [], undefined, '198.51.100.1', 'unknown'],
  ])('%s', (_, proxies, remote, forwardedFor, expected) => {
    expect(createClientOf(proxies)({ remote, forwardedFor }).network).toBe(expected);
  });

  it.each([
    ['203.0.113.7', undefined, '203.0.113.7'],
    ['::ffff:203.0.113.7', undefined, '203.0.113.7'],
    ['2001:DB8:1:2:3:4:5:6', undefined, '2001:db8:1:2:3:4:5:6'],
    ['fe80::1%eth0', undefined, 'fe80::1'],
    ['::203.0.113.7', undefined, undefined],
    [undefined, '198.51.100.1', undefined],
    ['10.1.2.3', '8.8.8.8, 198.51.100.1', '198.51.100.1'],
    ['203.0.113.7', '8.8.8.8', '203.0.113.7'],
  ])('of a connection from %s, forwarded for %s, is exactly %s', (remote, forwardedFor, expected) => {
    expect(createClientOf(PROXIES)({ remote, forwardedFor }).address).toBe(expected);
  });
});
