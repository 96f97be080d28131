// What generations cost, and what was given back of it: one row for each charge and each refund of one.
import { toPublicId } from '../../database/index.ts';
import { formatCredits, negate } from '../../money/index.ts';
import { type ChargedRow, readCharges } from '../../usage/index.ts';
import { number, pagesBySequence, type Row, type Source, text } from './source.ts';

const COLUMNS = [
  number('sequence'),
  text('type'),
  text('created_at'),
  text('generation_id'),
  text('model'),
  text('provider'),
  text('status'),
  number('count'),
  text('api_key_id'),
  text('api_key_name'),
  text('end_user'),
  text('tags'),
  text('price_version'),
  number('credits'),
] as const;

export const usage: Source = {
  columns: COLUMNS,
  summed: ['credits'],
  async *pages(read, asked) {
    const pages = pagesBySequence(asked, (range) =>
      read((sql) => readCharges(sql, { ...range, withPurchases: false })),
    );
    for await (const page of pages) yield page.map(toRow);
  },
};

const given = (value: string | null): string | undefined => value ?? undefined;

/** A charge is above zero, what was given back below. */
function toRow(row: ChargedRow): Row {
  return [
    String(row.sequence),
    row.type,
    row.createdAt.toISOString(),
    row.generationId === null ? undefined : toPublicId('gen', row.generationId),
    given(row.model),
    given(row.provider),
    given(row.status),
    row.count === null ? undefined : String(row.count),
    row.apiKeyId === null ? undefined : toPublicId('key', row.apiKeyId),
    given(row.apiKeyName),
    given(row.endUser),
    row.tags === null ? undefined : row.tags.join(','),
    given(row.priceVersion),
    formatCredits(negate(row.moved)),
  ];
}
