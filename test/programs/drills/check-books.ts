// Is everything that was acknowledged there, once, and is every ledger whole?
import { type Database, fromPublicId } from '../../../src/database/index.ts';
import { ledgerKeyOf } from '../../../src/generation/request/request-key.ts';
import { createLedger } from '../../../src/ledger/index.ts';
import type { Acknowledged, Customer } from './callers.ts';

export interface BookCheck {
  /** Acknowledged, and not there. */
  readonly lost: readonly string[];
  /** Keys with two generations, generations with two reservations or two ends, ledgers that do not add up. */
  readonly problems: readonly string[];
}

const LOST = `select key as what from unnest($1::uuid[], $2::text[], $3::uuid[]) as told (account_id, key, generation_id)
  where not exists (select from ledger_transaction t where t.account_id = told.account_id and t.idempotency_key = told.key
    and t.type = 'RESERVE' and t.generation_id = told.generation_id)
  or not exists (select from generation g where g.account_id = told.account_id and g.id = told.generation_id)`;

const TWICE = [
  `select 'key ' || idempotency_key as what from ledger_transaction where idempotency_key is not null
    group by account_id, idempotency_key having count(*) > 1`,
  `select 'generation ' || generation_id || ' at step ' || step as what from ledger_transaction where generation_id is not null
    group by account_id, generation_id, step having count(*) > 1`,
  `select 'generation without reservation ' || id as what from generation g where not exists
    (select from ledger_transaction t where t.account_id = g.account_id and t.generation_id = g.id and t.type = 'RESERVE')`,
];

export async function checkBooks(
  database: Database,
  customers: readonly Customer[],
  acknowledged: readonly Acknowledged[],
): Promise<BookCheck> {
  const uuid = (prefix: 'acct' | 'gen', id: string): string => fromPublicId(prefix, id) ?? '';
  const lost = await database.rows<{ what: string }>(LOST, [
    acknowledged.map(({ accountId }) => uuid('acct', accountId)),
    acknowledged.map(ledgerKeyOf),
    acknowledged.map(({ generationId }) => uuid('gen', generationId)),
  ]);
  const problems: string[] = [];
  for (const query of TWICE) {
    problems.push(...(await database.rows<{ what: string }>(query)).map(({ what }) => `twice: ${what}`));
  }
  const ledger = createLedger({ database, now: () => new Date() });
  for (const { id } of customers) {
    const verification = await ledger.verify(uuid('acct', id));
    problems.push(...(verification?.problems ?? ['gone']).map((problem) => `${id}: ${problem}`));
  }
  return { lost: lost.map(({ what }) => what), problems };
}
