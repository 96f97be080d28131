// What an error of a call says: can the provider have received it?
import { describe, expect, it } from '@jest/globals';
import { wasNeverSent } from '../../../src/generation/providers/http/provider-http.ts';

const error = (code: string, syscall?: string): Error =>
  Object.assign(new Error('x'), { code }, syscall === undefined ? {} : { syscall });

describe('a call', () => {
  it.each([
    error('ECONNREFUSED', 'connect'),
    error('EHOSTUNREACH', 'connect'),
    error('ENOTFOUND', 'getaddrinfo'),
    error('UND_ERR_CONNECT_TIMEOUT'),
    error('ERR_TLS_CERT_ALTNAME_INVALID'),
    Object.assign(new AggregateError([error('ECONNREFUSED', 'connect')]), { code: 'ECONNREFUSED' }),
  ])('that got no connection was never sent: %s', (failure) => {
    expect(wasNeverSent(failure)).toBe(true);
  });

  it.each([
    error('EHOSTUNREACH', 'read'),
    error('ENETUNREACH', 'write'),
    error('ECONNRESET', 'read'),
    error('UND_ERR_SOCKET'),
    error('UND_ERR_HEADERS_TIMEOUT'),
    new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
    'a text',
  ])('that broke afterwards may have been received: %s', (failure) => {
    expect(wasNeverSent(failure)).toBe(false);
  });
});
