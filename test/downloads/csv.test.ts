// CSV that a spreadsheet does not run, and that is read back letter by letter.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvNumber, csvRow, unguarded } from '../../src/downloads/index.ts';
import { readCsv } from '../support/read-csv.ts';

describe('a row of CSV', () => {
  it('has no text that a spreadsheet takes for a formula', () => {
    const hostile = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x";"y")', "'=1"];
    for (const text of hostile) {
      const [cell = ''] = readCsv(csvRow([text]))[0] ?? [];
      expect(cell).toBe(`'${text}`);
      expect(unguarded(cell)).toBe(text);
    }
  });

  it('leaves numbers as they are, those below zero too', () => {
    expect(csvRow([-5, -5n, csvNumber('-0.052'), undefined, 'a,b', 'say "so"', ''])).toBe(
      '-5,-5,-0.052,,"a,b","say ""so""",""\r\n',
    );
  });

  it('gives back any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (texts) => {
        const rows = readCsv(csvRow(texts));
        expect(rows).toHaveLength(1);
        expect(rows[0]?.map(unguarded)).toEqual(texts);
      }),
    );
  });
});
