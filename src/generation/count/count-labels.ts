// What ended generations come to by whom they were for and by their tags. Apart from what they all are counted by: most say neither, and
// write nothing here; and a shop may have more customers in a day than an account ever has models.
import { prepared, type Sends, type Transaction, texts, uuids } from '../../database/index.ts';
import { lockWallet } from '../../ledger/index.ts';
import type { Generation, GenerationAddress } from '../generation.ts';
import { added, COUNTS, DAY_OF_QUARTER, QUARTER_HOUR_OF, TRIED, ZONE_OF_QUARTER } from './count-parts.ts';
import type { LabelledBy } from './entities.ts';

/** Each label of a generation has all that it comes to. */
const QUARTERS = `select account_id, ${QUARTER_HOUR_OF} as quarter_hour, counted_by, key, sum(sign)::int as generations,
    coalesce(sum(sign) filter (where status = 'SUCCEEDED'), 0)::int as succeeded,
    coalesce(sum(sign) filter (where status = 'FAILED'), 0)::int as failed,
    coalesce(sum(sign) filter (where status = 'CANCELED'), 0)::int as canceled,
    sum(sign * coalesce(cost, 0))::bigint as cost, sum(sign * refunded)::bigint as refunded,
    sum(sign * waste.attempts * cost_estimate)::bigint as wasted
  from ended cross join lateral (select coalesce(sum(wasted), 0) as attempts from (${TRIED}) as tried) as waste
    cross join lateral (select 'END_USER' as counted_by, end_user as key where end_user is not null
      union all select 'TAG', tag from unnest(tags) as tag) as label
  group by account_id, quarter_hour, counted_by, key`;

const DAYS_OF = `select account_id, counted_by, ${DAY_OF_QUARTER} as day, key,
    ${COUNTS.map((name) => `sum(${name}) as ${name}`).join(', ')}
  from quarter cross join ${ZONE_OF_QUARTER}
  group by account_id, counted_by, day, key order by account_id, counted_by, day, key`;

const ADD_DAYS = `insert into usage_label_day (account_id, counted_by, day, key, ${COUNTS.join(', ')})
  ${DAYS_OF}`;

const COUNT_LABELS = prepared(
  'generation_count_labels',
  `with ended as (select found.*, $3::int as sign from unnest($1::uuid[], $2::uuid[]) as asked (account_id, id)
    cross join lateral (select account_id, id, status, cost, refunded, cost_estimate, created_at,
        metadata ->> 'userId' as end_user, tags
      from generation where generation.account_id = asked.account_id and generation.id = asked.id and ended_at is not null
      offset 0) as found),
  quarter as materialized (${QUARTERS}),
  written as (insert into usage_label_quarter (account_id, quarter_hour, counted_by, key, ${COUNTS.join(', ')})
    select * from quarter order by account_id, counted_by, key, quarter_hour
    on conflict (account_id, counted_by, key, quarter_hour) do update set ${added('usage_label_quarter', COUNTS)})
  ${ADD_DAYS}
  on conflict (account_id, counted_by, day, key) do update set ${added('usage_label_day', COUNTS)}`,
);

type Labels = Pick<Generation, 'metadata' | 'tags'>;

/** False only where it is known. */
export function mayHaveLabels(one: GenerationAddress | (GenerationAddress & Labels)): boolean {
  return !('tags' in one) || one.tags !== undefined || one.metadata?.['userId'] !== undefined;
}

export function countLabels(tx: Sends, ended: readonly GenerationAddress[], sign: 1 | -1): void {
  if (ended.length === 0) return;
  tx.send(COUNT_LABELS, [uuids(ended, ({ accountId }) => accountId), uuids(ended, ({ id }) => id), sign]);
}

const EMPTY = `(${COUNTS.join(', ')}) = (${COUNTS.map(() => '0').join(', ')})`;

const DELETE_EMPTY_QUARTERS = `delete from usage_label_quarter where account_id = $1
    and (counted_by, key) in (select * from unnest($4::text[], $5::text[])) and ${EMPTY}
    and quarter_hour between (extract(epoch from $2::timestamptz) / 900)::int - 1 and (extract(epoch from $3::timestamptz) / 900)::int`;
const DELETE_EMPTY_DAYS = `delete from usage_label_day where account_id = $1
    and (counted_by, key) in (select * from unnest($4::text[], $5::text[])) and ${EMPTY}
    and day between ($2::timestamptz at time zone 'UTC')::date - 1 and ($3::timestamptz at time zone 'UTC')::date + 1`;

/**
 * Takes away what generations of one account come to by labels that are about to be erased, in the transaction that erases them.
 * A label that counts nothing any more is gone.
 */
export async function uncountLabels(
  tx: Transaction,
  accountId: string,
  labelled: readonly (GenerationAddress & Labels & Pick<Generation, 'createdAt'>)[],
): Promise<void> {
  if (labelled.length === 0) return;
  await lockWallet(tx, accountId);
  countLabels(tx, labelled, -1);
  const moments = labelled.map(({ createdAt }) => createdAt.getTime());
  const span = [new Date(Math.min(...moments)), new Date(Math.max(...moments))];
  const names = labelled.flatMap(labelsOf);
  const values = [...[accountId, ...span], texts(names, ([countedBy]) => countedBy), texts(names, ([, key]) => key)];
  await tx.rows(DELETE_EMPTY_QUARTERS, values);
  await tx.rows(DELETE_EMPTY_DAYS, values);
}

function labelsOf({ metadata, tags = [] }: Labels): [LabelledBy, string][] {
  const endUser = metadata?.['userId'];
  const users: [LabelledBy, string][] = endUser === undefined ? [] : [['END_USER', endUser]];
  return [...users, ...tags.map((tag): [LabelledBy, string] => ['TAG', tag])];
}

/** All of an account's, whoever and whatever they were for. */
export async function eraseLabelCounts(tx: Transaction, accountId: string): Promise<void> {
  await lockWallet(tx, accountId);
  await tx.rows('delete from usage_label_quarter where account_id = $1', [accountId]);
  await tx.rows('delete from usage_label_day where account_id = $1', [accountId]);
}

const DAYS_ANEW = `with quarter as (select * from usage_label_quarter where account_id = $1) ${ADD_DAYS}`;

/** By the clocks of the account's zone as it is now. The caller holds the wallet's lock. */
export async function countLabelDaysAnew(tx: Transaction, accountId: string): Promise<void> {
  await tx.rows('delete from usage_label_day where account_id = $1', [accountId]);
  await tx.rows(DAYS_ANEW, [accountId]);
}
