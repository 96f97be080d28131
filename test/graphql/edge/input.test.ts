import { describe, expect, it } from '@jest/globals';
import { checkLine } from '../../../src/callers/check-text.ts';

const isAccepted = (text: string, longest = 10): boolean => checkLine('name', text, longest) === undefined;

describe('a line of text for people', () => {
  it.each([
    ['letters', 'Acme'],
    ['digits and signs', '#1!'],
    ['ten emoji of two UTF-16 units each', '😀'.repeat(10)],
    ['another script', '株式会社'],
    ['a letter with marks', 'e\u0301\u0302'],
    ['a family joined by zero-width joiners', '👨\u200d👩\u200d👧'],
    ['spaces around', ' a '],
  ])('may have %s', (_, text) => {
    expect(isAccepted(text)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['no-break and other wide spaces', '\u00a0\u2003\u3000'],
    ['zero-width spaces and joiners', '\u200b\u200c\u200d\ufeff'],
    ['soft hyphens', '\u00ad\u00ad'],
    ['Hangul fillers', '\u115f\u1160\u3164\uffa0'],
    ['braille without dots', '\u2800'],
    ['combining marks on nothing', '\u0301\u0302'],
    ['variation selectors', '\ufe0f\u{e0100}'],
    ['directions only', '\u202e\u2066\u2069'],
    ['tags', '\u{e0041}\u{e0042}'],
    ['private characters', '\ue000'],
    ['a line break', 'a\nb'],
    ['a line separator', 'a\u2028b'],
    ['a NUL', 'a\u0000'],
    ['half a pair', 'a\ud83d'],
    ['one character too many', 'a'.repeat(11)],
    ['one emoji too many', '😀'.repeat(11)],
  ])('is not %s', (_, text) => {
    expect(checkLine('name', text, 10)).toMatchObject({
      code: 'INVALID_PARAMETER',
      path: ['name'],
      allowed: ['1 to 10 characters on one line, at least one of them visible'],
    });
  });
});
