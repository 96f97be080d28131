import { describe, expect, it } from '@jest/globals';
import { createDoors } from '../../../src/server/http/decide-door.ts';

const NOTHING = { publicUrl: undefined, allowedHosts: [], allowedOrigins: [], corsOrigins: [] };
const local = createDoors({ ...NOTHING, host: '127.0.0.1' });
const everywhere = createDoors({ ...NOTHING, host: '0.0.0.0' });
const known = createDoors({
  host: '0.0.0.0',
  publicUrl: 'https://tollgate.example.com/gateway',
  allowedHosts: ['tollgate.internal', '[2001:db8::1]'],
  allowedOrigins: ['https://shop.example.com'],
  corsOrigins: ['http://localhost:3000'],
});
const named = createDoors({ ...NOTHING, host: 'Tollgate' });

describe('the Host of a request', () => {
  it.each(['localhost', 'localhost:4000', 'LocalHost.', '127.0.0.1', '127.0.0.1:80', '127.1:4000', '[::1]:4000'])(
    'may be this machine: %s',
    (host) => {
      for (const doors of [local, everywhere, known, named]) expect(doors.isOwnHost(host)).toBe(true);
    },
  );

  it.each([
    undefined,
    '',
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil@localhost',
    'localhost@evil.example',
    'localhost/evil',
    'localhost#evil',
    'localhost:4000:4000',
    'localhost, evil.example',
    '[::1',
    '[::2]',
    '8.8.8.8.8',
    '*',
  ])('is foreign: %s', (host) => {
    for (const doors of [local, everywhere, known, named]) {
      // An address of its own cannot be another site's name.
      const isAnAddress = doors === everywhere && host === '[::2]';
      expect([host, doors.isOwnHost(host)]).toEqual([host, isAnAddress]);
    }
  });

  it('may be an address where a gateway listens on all of them and has no public name', () => {
    for (const host of ['192.168.1.5:4000', '[fd00::1]:4000']) {
      expect(everywhere.isOwnHost(host)).toBe(true);
      for (const doors of [local, known, named]) expect(doors.isOwnHost(host)).toBe(false);
    }
  });

  it('may be the name of the public address, of HOST, or one that is allowed', () => {
    for (const host of ['tollgate.example.com', 'TOLLGATE.example.com:443', 'tollgate.internal:4000']) {
      expect(known.isOwnHost(host)).toBe(true);
    }
    expect(known.isOwnHost('[2001:DB8:0::1]:4000')).toBe(true);
    expect(known.isOwnHost('example.com')).toBe(false);
    expect(known.isOwnHost('a.tollgate.example.com')).toBe(false);
    expect(named.isOwnHost('tollgate:4000')).toBe(true);
  });

  it('may be any address, or missing, for a probe; and no other name', () => {
    for (const host of [undefined, '10.1.2.3:4000', '[fd00::1]']) expect(local.isProbesHost(host)).toBe(true);
    for (const host of ['evil.example', 'evil.example:80', '']) expect(local.isProbesHost(host)).toBe(false);
  });
});

describe('the Origin of a request', () => {
  it.each([
    [undefined, 'tollgate.example.com'],
    ['http://127.0.0.1:4000', '127.0.0.1:4000'],
    ['https://tollgate.example.com', 'tollgate.example.com'],
    ['https://tollgate.example.com', 'tollgate.example.com:443'],
  ])('is no page, or one of the gateway itself: %s at %s', (origin, host) => {
    for (const doors of [local, known]) expect(doors.isOwnOrigin(origin, host)).toBe(true);
  });

  it('is the public one, whatever a proxy made of the Host', () => {
    expect(known.isOwnOrigin('https://tollgate.example.com', 'tollgate.internal')).toBe(true);
    expect(local.isOwnOrigin('https://tollgate.example.com', '127.0.0.1:4000')).toBe(false);
  });

  it('is one that is allowed', () => {
    for (const origin of ['https://shop.example.com', 'http://localhost:3000']) {
      expect(known.isOwnOrigin(origin, 'tollgate.example.com')).toBe(true);
      expect(local.isOwnOrigin(origin, '127.0.0.1:4000')).toBe(false);
    }
  });

  it.each([
    'null',
    '',
    'https://evil.example',
    'http://127.0.0.1:3000',
    'http://localhost:4000',
    'http://127.0.0.1:4000.evil.example',
    'https://shop.example.com:8443',
    'https://shop.example.com.evil.example',
    'file://127.0.0.1:4000',
    'chrome-extension://127.0.0.1:4000',
  ])('is foreign: %s', (origin) => {
    for (const doors of [local, known]) expect(doors.isOwnOrigin(origin, '127.0.0.1:4000')).toBe(false);
  });
});
