import { describe, expect, it } from '@jest/globals';
import { readPriceBookCommand } from '../../../src/server/commands/price-book-command.ts';

describe('the words of npm run pricebook', () => {
  it.each([
    ['list', { kind: 'list' }],
    ['rehearse book.json', { kind: 'rehearse', file: 'book.json', days: 30, effectiveAt: undefined }],
    ['rehearse --days 365 book.json', { kind: 'rehearse', file: 'book.json', days: 365, effectiveAt: undefined }],
    ['publish book.json', { kind: 'publish', file: 'book.json', effectiveAt: undefined, force: false }],
    [
      'publish book.json --force --effective-at 2027-01-01T01:00:00+01:00',
      { kind: 'publish', file: 'book.json', effectiveAt: new Date('2027-01-01T00:00:00Z'), force: true },
    ],
  ])('can be: %s', (words, command) => {
    expect(readPriceBookCommand(words.split(' '))).toEqual(command);
  });

  it.each([
    [''],
    ['publish'],
    ['rehearse'],
    ['list book.json'],
    ['withdraw book.json'],
    ['publish one.json two.json'],
    ['publish book.json --quietly'],
    ['publish book.json --effective-at tomorrow'],
    ['publish book.json --effective-at 2027-01-01'],
    ['publish book.json --effective-at 2027-13-01T00:00:00Z'],
    ['rehearse book.json --days 0'],
    ['rehearse book.json --days 366'],
    ['rehearse book.json --days 1.5'],
    ['rehearse book.json --days'],
  ])('cannot be "%s": the usage is shown', (words) => {
    expect(() => readPriceBookCommand(words.split(' ').filter((word) => word !== ''))).toThrow(
      /npm run pricebook -- publish FILE/,
    );
  });
});
