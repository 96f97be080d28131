import { describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { createPublicDispatcher, isPublicHttps } from '../../../src/generation/outputs/public-address.ts';

describe('an address that files are fetched from', () => {
  it.each([
    'http://example.com/a.png',
    'https://127.0.0.1/a.png',
    'https://[::1]/a.png',
    'https://[fd00:ec2::254]/a.png',
    'https://2130706433/a.png',
    'https://0x7f.1/a.png',
    'https://10.1.2.3/a.png',
    'https://[64:ff9b::a00:1]/a.png',
    'https://user:password@example.com/a.png',
    'ftp://example.com/a.png',
    'file:///etc/passwd',
  ])('is not at %s', (address) => {
    expect(isPublicHttps(new URL(address))).toBe(false);
  });

  it('may be a name over https, which is checked again when it is connected to', async () => {
    expect(isPublicHttps(new URL('https://localhost/a.png'))).toBe(true);
    const dispatcher = createPublicDispatcher(1_000);
    await expect(request('https://localhost:1/a.png', { dispatcher })).rejects.toThrow(
      'leads to an address that is not public',
    );
    await dispatcher.close();
  });
});
