// What keys have used of a time: the sum of its quarters of an hour.
import { askShards, int4s, prepared, type Sql, uuids } from '../../database/index.ts';
import { type PeriodDefinition, periodAt } from '../../keys/index.ts';
import { add, type MicroCredits } from '../../money/index.ts';
import { quarterHourOf } from '../decide/draft.ts';
import type { PeriodUse } from '../decide/state.ts';

export interface TimeOfKey {
  readonly accountId: string;
  readonly apiKeyId: string;
  readonly startsAt: Date;
  /** The first moment that does not belong to it. */
  readonly endsAt: Date;
}

/** Of a key and those that descend from it. */
export interface KeyUse {
  readonly accountId: string;
  readonly apiKeyId: string;
  readonly fromQuarter: number;
  readonly untilQuarter: number;
  /** Set aside in that time and not settled yet. */
  readonly reserved: MicroCredits;
  /** Charged for what was set aside in that time. */
  readonly charged: MicroCredits;
}

const KEY_USES = prepared(
  'ledger_key_uses',
  `select account as "accountId", key as "apiKeyId", from_quarter as "fromQuarter", until_quarter as "untilQuarter",
      coalesce(used.reserved, 0)::bigint as reserved, coalesce(used.charged, 0)::bigint as charged
    from unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[]) as asked (account, key, from_quarter, until_quarter)
    cross join lateral (select sum(reserved) as reserved, sum(charged) as charged from (
      select reserved, charged from key_spend
        where account_id = account and api_key_id = key and quarter_hour >= from_quarter and quarter_hour < until_quarter
        order by account_id, api_key_id, quarter_hour limit 100000) as spend) as used`,
);

/** Of one account in the order of what was asked. */
export async function readKeyUses(sql: Sql, asked: readonly TimeOfKey[]): Promise<KeyUse[]> {
  return askShards(sql, asked, (shard, own) =>
    shard.rows<KeyUse>(KEY_USES, [
      uuids(own, ({ accountId }) => accountId),
      uuids(own, ({ apiKeyId }) => apiKeyId),
      int4s(own, ({ startsAt }) => quarterHourOf(startsAt)),
      int4s(own, ({ endsAt }) => quarterHourOf(endsAt)),
    ]),
  );
}

interface Limited {
  readonly accountId: string;
  readonly apiKeyId: string;
  readonly limit: PeriodDefinition;
}

/** Of the periods that limits count now, each key once. */
export async function readUses(
  sql: Sql,
  limited: readonly Limited[],
  now: Date,
): Promise<(PeriodUse & Pick<KeyUse, 'accountId'>)[]> {
  const asked = new Map(
    limited.map(({ accountId, apiKeyId, limit }) => [
      `${accountId} ${apiKeyId}`,
      { accountId, apiKeyId, ...periodAt(now, limit) },
    ]),
  );
  const uses = await readKeyUses(sql, [...asked.values()]);
  return uses.map(({ reserved, charged, ...use }) => ({ ...use, used: add(reserved, charged) }));
}
