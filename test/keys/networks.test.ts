import { describe, expect, it } from '@jest/globals';
import { createReach, decideReach, readNetwork } from '../../src/keys/index.ts';
import { isWithin } from '../../src/keys/networks.ts';

const kept = (text: string): unknown => {
  const reading = readNetwork(text);
  return 'network' in reading ? reading.network : undefined;
};

describe('a network', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7/32'],
    [' 203.0.113.0/24 ', '203.0.113.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1/128'],
    ['::/0', '::/0'],
    ['::ffff:203.0.113.7', '203.0.113.7/32'],
    ['::ffff:cb00:7100/120', '203.0.113.0/24'],
  ])('that is written %s is kept as %s', (text, expected) => {
    expect(kept(text)).toBe(expected);
  });

  it.each([
    '',
    '/24',
    'example.com',
    '203.0.113',
    '203.0.113.256',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '127.1',
    '203.0.113.7/24',
    '203.0.113.0/33',
    '203.0.113.0/-1',
    '203.0.113.0/24/8',
    '203.0.113.0/',
    '203.0.113.0/0x18',
    '2001:db8::1/32',
    '2001:db8::/129',
    'fe80::1%eth0',
    '::203.0.113.7',
    '::ffff:0.0.0.0/95',
    '203.0.113.0/24, 198.51.100.0/24',
  ])('is not %j', (text) => {
    expect(kept(text)).toBeUndefined();
  });

  it('with bits beyond its length is told what it would be', () => {
    expect(readNetwork('203.0.113.7/24')).toEqual({ problem: 'The network of this length is 203.0.113.0/24.' });
  });
});

describe('the reach of a key', () => {
  it.each<[readonly string[], string | undefined, boolean]>([
    [[], '203.0.113.7', true],
    [[], undefined, true],
    [['203.0.113.0/24'], '203.0.113.255', true],
    [['203.0.113.0/24'], '203.0.114.0', false],
    [['203.0.113.7/32'], '203.0.113.70', false],
    [['203.0.113.0/24'], '::ffff:203.0.113.9', true],
    [['203.0.113.0/24'], '::ffff:cb00:7109', true],
    [['203.0.113.0/24'], '::203.0.113.9', false],
    [['203.0.113.0/24'], '64:ff9b::203.0.113.9', false],
    [['::/0'], '203.0.113.9', false],
    [['::/0'], '::ffff:203.0.113.9', false],
    [['0.0.0.0/0'], '2001:db8::1', false],
    [['2001:db8:1::/48'], '2001:db8:1:ffff::1', true],
    [['2001:db8:1::/48'], '2001:db8:2::1', false],
    [['2001:db8:1::/48', '203.0.113.0/24'], '203.0.113.1', true],
    [['203.0.113.0/24'], undefined, false],
    [['0.0.0.0/0', '::/0'], 'unknown', false],
    [['203.0.113.0/24'], '203.0.113.1, 198.51.100.1', false],
  ])('%j has %s in it: %s', (networks, address, expected) => {
    expect(createReach(networks)(address)).toBe(expected);
  });

  it.each<[readonly string[], readonly string[], boolean]>([
    [[], [], true],
    [['10.0.0.0/8'], [], true],
    [[], ['10.0.0.0/8'], false],
    [['10.1.0.0/16'], ['10.0.0.0/8'], true],
    [['10.0.0.0/8'], ['10.1.0.0/16'], false],
    [['10.1.0.0/16', '192.0.2.1/32'], ['10.0.0.0/8'], false],
    [['10.1.0.0/16', '2001:db8::1/128'], ['2001:db8::/32', '10.0.0.0/8'], true],
    [['::/0'], ['0.0.0.0/0'], false],
  ])('%j lies within %j: %s', (inner, outer, expected) => {
    expect(isWithin(inner, outer)).toBe(expected);
  });
});

describe('the reach that a key may give', () => {
  const key = (
    allowedIps: readonly string[],
    scopes: readonly ('KEYS_WRITE' | 'BILLING_WRITE')[] = ['KEYS_WRITE'],
  ) => ({
    allowedIps,
    scopes,
  });

  it.each([
    ['a new key like itself', key(['10.0.0.0/8']), undefined, key(['10.0.0.0/8']), undefined],
    ['a new key from anywhere', key(['10.0.0.0/8']), undefined, key([]), 'REACH_BEYOND_OWN'],
    ['a new key from elsewhere', key(['10.0.0.0/8']), undefined, key(['192.0.2.0/24']), 'REACH_BEYOND_OWN'],
    ['itself, from anywhere', key(['10.0.0.0/8']), key(['10.0.0.0/8']), key([]), 'REACH_BEYOND_OWN'],
    ['less, to a key from elsewhere', key(['10.0.0.0/8']), key([]), key(['192.0.2.0/24']), undefined],
    ['anything, out of everything', key([]), key(['10.0.0.0/8']), key(['192.0.2.0/24']), undefined],
    ['less, to a mightier key', key([]), key([], ['BILLING_WRITE']), key(['192.0.2.0/24']), 'MIGHTIER_KEY'],
    ['more, to a mightier key', key([]), key(['192.0.2.0/24'], ['BILLING_WRITE']), key([]), 'MIGHTIER_KEY'],
    ['nothing new, to a mightier key', key([]), key([], ['BILLING_WRITE']), key([]), undefined],
  ])('is, of %s', (_what, acting, before, after, code) => {
    expect(decideReach({ acting, before, after })?.code).toBe(code);
  });
});
