import { describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import {
  createPublicDispatcher,
  isPublicAddress,
  isPublicHttps,
} from '../../../src/generation/outputs/public-address.ts';

describe('an address that files are fetched from', () => {
  it.each(['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::ffff:93.184.215.14'])(
    'may be %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    'not an address',
  ])('is never %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    'http://example.com/a.png',
    'https://127.0.0.1/a.png',
    'https://[::1]/a.png',
    'https://[fd00:ec2::254]/a.png',
    'https://2130706433/a.png',
    'https://0x7f.1/a.png',
    'https://user:password@example.com/a.png',
    'ftp://example.com/a.png',
    'file:///etc/passwd',
  ])('is not at %s', (address) => {
    expect(isPublicHttps(new URL(address))).toBe(false);
  });

  it('may be a name over https, which is checked again when it is connected to', async () => {
    expect(isPublicHttps(new URL('https://localhost/a.png'))).toBe(true);
    const dispatcher = createPublicDispatcher(1_000);
    await expect(request('https://localhost:1/a.png', { dispatcher })).rejects.toThrow('public addresses only');
    await dispatcher.close();
  });
});
