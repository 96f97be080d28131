import { describe, expect, it } from '@jest/globals';
import { wrapText } from '../../../simulators/media/wrap-text.ts';

describe('a wrapped text', () => {
  it('breaks between words', () => {
    expect(wrapText('the quick brown fox', 10, 3)).toEqual(['the quick', 'brown fox']);
  });

  it('ends with an ellipsis where it is cut', () => {
    expect(wrapText('one two three four five', 5, 2)).toEqual(['one', 'two…']);
  });

  it('breaks words that are too long, and counts wide characters twice', () => {
    expect(wrapText('abcdefghij', 4, 5)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrapText('星空星空星空', 4, 5)).toEqual(['星空', '星空', '星空']);
  });

  it('shows no control characters and no line breaks', () => {
    expect(wrapText('a\u0000b\nc\u202ed\ud83d', 80, 3)).toEqual(['a b c d']);
  });
});
