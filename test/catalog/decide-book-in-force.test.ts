import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bookInForce, momentOfImmediate, nextInForce, stateOf } from '../../src/catalog/decide/decide-book-in-force.ts';
import { at } from './book-world.ts';

const book = (number: number, minutes: number) => ({ number, effectiveAt: at(minutes) });
const first = book(1, 0);
const second = book(2, 60);
const third = book(3, 30);

describe('the book in force', () => {
  it('is the last that came into force, from its very millisecond on', () => {
    const books = [first, second];
    expect(bookInForce(books, at(60, -1))).toBe(first);
    expect(bookInForce(books, at(60))).toBe(second);
    expect(bookInForce(books, at(10_000))).toBe(second);
  });

  it('goes by the date, not by the number: a scheduled one takes over from one published after it', () => {
    const books = [first, second, third];
    expect(bookInForce(books, at(30))).toBe(third);
    expect(bookInForce(books, at(60))).toBe(second);
  });

  it('is the one published later when two come into force at the same moment, whatever the order they are read in', () => {
    const rival = book(4, 60);
    expect(bookInForce([rival, first, second], at(60))).toBe(rival);
    expect(bookInForce([second, first, rival], at(60))).toBe(rival);
  });

  it('is the earliest one for a clock that is behind all of them', () => {
    expect(bookInForce([second, first, third], at(-1))).toBe(first);
  });

  it('is there as soon as there is any book, and not before', () => {
    const none: (typeof first)[] = [];
    expect(bookInForce(none, at(0))).toBeUndefined();
  });

  it('is never one to come while another is due, for any books and any moment', () => {
    const books = fc.uniqueArray(
      fc.record({ number: fc.integer({ min: 1, max: 50 }), minutes: fc.integer({ min: 0, max: 20 }) }),
      {
        selector: ({ number }) => number,
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(books, fc.integer({ min: 0, max: 25 }), (made, minutes) => {
        const all = made.map((one) => book(one.number, one.minutes));
        const found = bookInForce(all, at(minutes));
        const due = all.filter(({ effectiveAt }) => effectiveAt <= at(minutes));
        const better = due.filter(
          (one) =>
            found === undefined ||
            one.effectiveAt > found.effectiveAt ||
            (one.effectiveAt.getTime() === found.effectiveAt.getTime() && one.number > found.number),
        );
        expect(better).toEqual([]);
        if (due.length > 0) expect(due).toContain(found);
      }),
    );
  });
});

describe('the book that comes next', () => {
  it('is the next to take over, and none when nothing is scheduled', () => {
    expect(nextInForce([first, second, third], at(0))).toBe(third);
    expect(nextInForce([first, second, third], at(30))).toBe(second);
    expect(nextInForce([first, second, third], at(60))).toBeUndefined();
  });

  it('is the later one of two for the same moment', () => {
    expect(nextInForce([first, second, book(5, 60)], at(0))).toMatchObject({ number: 5 });
  });
});

describe('where a book stands', () => {
  it('is superseded, in force or scheduled', () => {
    const books = [first, third, second];
    expect(books.map((one) => stateOf(one, books, at(30)))).toEqual(['SUPERSEDED', 'IN_FORCE', 'SCHEDULED']);
  });

  it('is superseded before its time when another one comes into force at the same moment', () => {
    const books = [first, second, book(3, 60)];
    expect(books.map((one) => stateOf(one, books, at(0)))).toEqual(['IN_FORCE', 'SUPERSEDED', 'SCHEDULED']);
  });
});

describe('a book that is to be in force at once', () => {
  const published = (number: number, effective: number, publishedAt: number) => ({
    ...book(number, effective),
    publishedAt: at(publishedAt),
  });

  it('is in force now', () => {
    expect(momentOfImmediate([published(1, 0, 0)], at(5))).toEqual(at(5));
    expect(momentOfImmediate([], at(5))).toEqual(at(5));
  });

  it('does not come before one that a gateway with a clock ahead of ours put into force at once', () => {
    expect(momentOfImmediate([published(1, 0, 0), published(2, 6, 6)], at(5))).toEqual(at(6));
  });

  it('does not wait for those that are scheduled', () => {
    expect(momentOfImmediate([published(1, 0, 0), published(2, 60, 1)], at(5))).toEqual(at(5));
  });
});
