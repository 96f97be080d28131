import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideRange } from '../../../src/server/http/decide-range.ts';

describe('decideRange', () => {
  it.each([
    ['bytes=0-0', { kind: 'part', start: 0, end: 0 }],
    ['bytes=10-19', { kind: 'part', start: 10, end: 19 }],
    ['bytes=90-', { kind: 'part', start: 90, end: 99 }],
    ['bytes=90-500', { kind: 'part', start: 90, end: 99 }],
    ['bytes=-10', { kind: 'part', start: 90, end: 99 }],
    ['bytes=-500', { kind: 'part', start: 0, end: 99 }],
    ['bytes=100-', { kind: 'unsatisfiable' }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
  ])('reads %s of 100 bytes', (header, decision) => {
    expect(decideRange(header, 100)).toEqual(decision);
  });

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=a-b', 'bytes=5-2', 'bytes=0-1,4-5', 'items=0-1', 'bytes=1-2-3'])(
    'ignores %s, as the RFC says of what it does not understand',
    (header) => {
      expect(decideRange(header, 100)).toEqual({ kind: 'whole' });
    },
  );

  it('never asks for bytes outside the file', () => {
    const numbers = fc.option(fc.nat(1_000), { nil: '' });
    fc.assert(
      fc.property(numbers, numbers, fc.nat(500), (first, last, bytes) => {
        const decision = decideRange(`bytes=${first}-${last}`, bytes);
        if (decision.kind !== 'part') return;
        expect(decision.start).toBeGreaterThanOrEqual(0);
        expect(decision.end).toBeGreaterThanOrEqual(decision.start);
        expect(decision.end).toBeLessThan(bytes);
      }),
    );
  });
});
