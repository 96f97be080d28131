// The table of addresses that must not be called, by their text.
import { describe, expect, it } from '@jest/globals';
import { decideUrl } from '../../src/webhooks/decide/decide-url.ts';

describe('the address of a webhook', () => {
  it.each([
    'https://example.com/hook',
    'https://example.com:443/',
    'https://example.com:8443/hook?token=1',
    'https://a.b.example.co.uk.',
    'https://bücher.example/',
    'https://10.example.com/',
  ])('may be %s', (text) => {
    expect(decideUrl(text, 'PUBLIC')).toMatchObject({ ok: true });
  });

  it.each([
    ['http', 'http://example.com/hook'],
    ['another protocol', 'ftp://example.com/hook'],
    ['a script', 'javascript:alert(1)'],
    ['a file', 'file:///etc/passwd'],
    ['no URL', 'example.com/hook'],
    ['nothing', ''],
    ['too long', `https://example.com/${'x'.repeat(2_048)}`],
    ['a user name', 'https://user@example.com/'],
    ['a password', 'https://user:secret@example.com/'],
    ['a user name that looks like a host', 'https://example.com@169.254.169.254/'],
    ['another port', 'https://example.com:22/'],
    ['localhost', 'https://localhost/'],
    ['localhost in capitals and with a dot', 'https://LOCALHOST./'],
    ['below localhost', 'https://app.localhost/'],
    ['a name of one word', 'https://metadata/'],
    ['a metadata service by name', 'https://metadata.google.internal/'],
    ['a name of a local network', 'https://printer.local/'],
    ['loopback', 'https://127.0.0.1/'],
    ['a public IPv4 address too', 'https://8.8.8.8/'],
    ['a metadata service', 'https://169.254.169.254/latest/meta-data'],
    ['a private network', 'https://10.0.0.1/'],
    ['loopback as one decimal number', 'https://2130706433/'],
    ['loopback as one hexadecimal number', 'https://0x7f000001/'],
    ['loopback in octal', 'https://0177.0.0.1/'],
    ['loopback, shortened', 'https://127.1/'],
    ['loopback in full-width digits', 'https://１２７.0.0.1/'],
    ['IPv6 loopback', 'https://[::1]/'],
    ['IPv4 loopback mapped into IPv6', 'https://[::ffff:127.0.0.1]/'],
    ['a public IPv6 address too', 'https://[2606:4700::1111]/'],
  ])('is not %s: %s', (_what, text) => {
    expect(decideUrl(text, 'PUBLIC')).toMatchObject({ ok: false, allowed: [expect.stringContaining('https://')] });
  });

  it('may be http and this machine where the switch for development says so, but never has a password', () => {
    expect(decideUrl('http://localhost:3000/', 'ANY')).toMatchObject({ ok: true });
    expect(decideUrl('http://127.0.0.1:3000/', 'ANY')).toMatchObject({ ok: true });
    expect(decideUrl('http://user:secret@localhost/', 'ANY')).toMatchObject({ ok: false });
    expect(decideUrl('file:///etc/passwd', 'ANY')).toMatchObject({ ok: false });
  });
});
