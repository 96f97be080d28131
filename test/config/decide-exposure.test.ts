import { describe, expect, it } from '@jest/globals';
import { decideExposure } from '../../src/config/decide-exposure.ts';

describe('a gateway is for this machine only', () => {
  it.each([
    ['127.0.0.1', undefined],
    ['127.8.9.10', undefined],
    ['localhost', undefined],
    ['LOCALHOST', undefined],
    ['::1', undefined],
    ['127.0.0.1', 'http://127.0.0.1:4000'],
    ['127.0.0.1', 'http://localhost:8080/gateway'],
    ['::1', 'http://[::1]:4000'],
  ])('on %s, known as %s', (host, publicUrl) => {
    expect(decideExposure({ host, publicUrl, trustedProxies: [] })).toBe('loopback');
  });
});

describe('others can reach a gateway', () => {
  it.each([
    ['0.0.0.0', undefined],
    ['::', undefined],
    ['192.168.1.5', undefined],
    ['fd00::1', undefined],
    ['tollgate', undefined],
    ['127.0.0.1.example.com', undefined],
    ['128.0.0.1', undefined],
    ['127.1', undefined],
    ['0', undefined],
    ['localhost.example.com', undefined],
    ['127.0.0.1', 'https://tollgate.example.com'],
    ['127.0.0.1', 'https://localhost.example.com'],
    ['127.0.0.1', 'http://192.168.1.5:4000'],
    ['0.0.0.0', 'http://localhost:4000'],
  ])('on %s, known as %s', (host, publicUrl) => {
    expect(decideExposure({ host, publicUrl, trustedProxies: [] })).toBe('reachable');
  });

  it('as soon as a proxy stands in front, wherever it is', () => {
    expect(decideExposure({ host: '127.0.0.1', publicUrl: undefined, trustedProxies: ['127.0.0.1'] })).toBe(
      'reachable',
    );
  });
});
