// The same statement as CSV and on a page, and the sums that hold it.
import { describe, expect, it } from '@jest/globals';
import { type MicroCredits, parseCredits } from '../../src/money/index.ts';
import { decideStatement, type StatementFacts } from '../../src/statements/decide/statement.ts';
import { MOVES } from '../../src/statements/statement.ts';
import { writeStatement } from '../../src/statements/write/statement-forms.ts';

const credits = (text: string): MicroCredits => parseCredits(text) as MicroCredits;
const books = (sequence: bigint, available: string, reserved: string) => ({
  ...{ sequence, available: credits(available), reserved: credits(reserved), hash: 'ab'.repeat(32) },
});
const moved = (type: StatementFacts['movements'][number]['type'], available: string, reserved: string) => ({
  ...{ type, count: 1, available: credits(available), reserved: credits(reserved) },
});

const FACTS: StatementFacts = {
  accountId: '01940000-0000-7000-8000-000000000001',
  month: '2026-11',
  timeZone: 'Europe/Berlin',
  from: new Date('2026-10-31T23:00:00Z'),
  to: new Date('2026-11-30T23:00:00Z'),
  asOf: new Date('2026-12-01T09:00:00Z'),
  opening: books(4n, '10', '2'),
  closing: books(9n, '54.948', '1'),
  movements: [
    moved('ADD', '50', '0'),
    moved('RESERVE', '-1', '1'),
    moved('CHARGE', '0.948', '-1'),
    moved('REFUND', '1', '-1'),
    moved('EXPIRE', '-6', '0'),
  ],
};

const NAMED = { name: 'Müller (Film) & Söhne 日', accountId: 'acct_1' };

describe('a statement', () => {
  it('counts what only ends a reservation as no refund', () => {
    const statement = decideStatement(FACTS);
    expect(statement).toMatchObject({ refunded: 0n, charged: credits('-0.052'), expired: credits('-6') });
    expect(statement.opening.total).toBe(credits('12'));
    expect(statement.closing.total).toBe(credits('55.948'));
  });

  it('that does not add up is not made', () => {
    const wrong: readonly Partial<StatementFacts>[] = [
      { closing: books(10n, '54.948', '1') },
      { closing: books(9n, '54.949', '1') },
      // The same in all, and of other parts.
      { closing: books(9n, '53.948', '2') },
      { movements: FACTS.movements.slice(1) },
    ];
    for (const facts of wrong) expect(() => decideStatement({ ...FACTS, ...facts })).toThrow('does not add up');
  });

  it('is not made when setting aside made or lost credits, wherever that shows', () => {
    const [added, , ...others] = FACTS.movements;
    if (added === undefined) throw new Error('the facts begin with an addition');
    const setAside = (available: string, reserved: string) => [added, moved('RESERVE', available, reserved), ...others];
    const wrong: readonly Partial<StatementFacts>[] = [
      // Both balances follow, and no line says why.
      { movements: setAside('-1', '2'), closing: books(9n, '54.948', '2') },
      // The lines come to the closing total, and one of the two balances does not follow.
      { movements: setAside('-1', '2') },
      { movements: setAside('-2', '1') },
    ];
    for (const facts of wrong) expect(() => decideStatement({ ...FACTS, ...facts })).toThrow('does not add up');
  });

  it.each([
    ['ADD', 'added'],
    ['CHARGE', 'charged'],
    ['REFUND', 'refunded'],
    ['EXPIRE', 'expired'],
    ['FREEZE', 'frozen'],
    ['RELEASE', 'frozen'],
    ['CLAWBACK', 'clawedBack'],
    ['ADJUST', 'adjusted'],
    ['INVOICE', 'invoiced'],
  ] as const)('has what a transaction %s moved in its line %s, and in no other', (type, line) => {
    const facts = { ...FACTS, opening: books(4n, '10', '2'), closing: books(5n, '13', '2') };
    const lines = Object.fromEntries(MOVES.map((move) => [move, move === line ? credits('3') : 0n]));
    expect(decideStatement({ ...facts, movements: [moved(type, '3', '0')] })).toMatchObject(lines);
  });
});

describe('a statement to take home', () => {
  it('has every line in CSV, also of what did not move', () => {
    const { bytes, mimeType } = writeStatement('csv', decideStatement(FACTS), NAMED);
    expect(mimeType).toBe('text/csv; charset=utf-8');
    const rows = bytes.toString().split('\r\n');
    expect(rows[0]).toBe('month,time_zone,from,to,line,credits');
    const about = '2026-11,Europe/Berlin,2026-10-31T23:00:00.000Z,2026-11-30T23:00:00.000Z';
    expect(rows.slice(1, -1)).toEqual(
      [
        ...['opening,12', 'added,50', 'charged,-0.052', 'refunded,0', 'expired,-6', 'frozen,0', 'clawedBack,0'],
        ...['adjusted,0', 'invoiced,0', 'closing,55.948', 'closing_available,54.948', 'closing_reserved,1'],
      ].map((line) => `${about},${line}`),
    );
  });

  it('is a PDF whose table of places is right, with the amounts on it', () => {
    const { bytes } = writeStatement('pdf', decideStatement(FACTS), NAMED);
    const text = bytes.toString('latin1');
    expect(text.startsWith('%PDF-1.4\n')).toBe(true);
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    expect(text.slice(start, start + 5)).toBe('xref\n');
    const offsets = [...text.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
    expect(offsets).toHaveLength(7);
    offsets.forEach((offset, index) => expect(text.slice(offset).startsWith(`${index + 1} 0 obj\n`)).toBe(true));
    const [, length = '', content = ''] = /<< \/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(text) ?? [];
    expect(content).toHaveLength(Number(length));
    // Its letters in Windows-1252; signs of the format are escaped, what the fonts lack is a question mark.
    expect(content).toContain(String.raw`(Müller \(Film\) & Söhne ? \(acct_1\)) Tj`);
    for (const shown of ['(12)', '(50)', '(-0.052)', '(-6)', '(55.948)']) expect(content).toContain(`${shown} Tj`);
    expect(text).not.toContain('Preliminary');
  });

  it('says that it is preliminary while it is', () => {
    const statement = decideStatement({ ...FACTS, asOf: new Date('2026-11-21T12:00:00Z') });
    const { bytes } = writeStatement('pdf', statement, NAMED);
    expect(bytes.toString('latin1')).toContain('(Preliminary, as of 2026-11-21 12:00 UTC) Tj');
  });
});
