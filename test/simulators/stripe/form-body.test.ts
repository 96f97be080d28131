import { describe, expect, it } from '@jest/globals';
import { parseForm } from '../../../simulators/stripe/form-body.ts';

describe('parseForm', () => {
  it('nests brackets and makes lists of numbers', () => {
    expect(
      parseForm('mode=payment&line_items[0][quantity]=1&line_items[1][quantity]=2&metadata[a%20b]=%C3%BC'),
    ).toEqual({
      mode: 'payment',
      line_items: [{ quantity: '1' }, { quantity: '2' }],
      metadata: { 'a b': 'ü' },
    });
  });

  it('keeps names that JavaScript gives a meaning to as plain fields', () => {
    const fields = parseForm('metadata[__proto__]=x&metadata[constructor]=y');
    expect(JSON.stringify(fields)).toBe('{"metadata":{"__proto__":"x","constructor":"y"}}');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it.each(['a[b=1', 'a]=1', '[a]=1', 'a=1&a[b]=2', 'a=1&a=2', 'a[]=1', 'a=%00', 'a[b][c][d][e][f][g][h][i]=1'])(
    'refuses %s',
    (body) => {
      expect(parseForm(body)).toBeUndefined();
    },
  );
});
