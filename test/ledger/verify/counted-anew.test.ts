// What keys had spent by UTC days is counted by quarters of an hour, out of the ledger, when a database is brought up to date.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LedgerCommand } from '../../../src/ledger/index.ts';
import { isCluster } from '../../support/cluster.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../../support/ledger-world.ts';

let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld();
});
afterAll(() => world.close());

/** As the release before had it; what was counted is lost. */
const AS_BEFORE = [
  'alter table account drop column time_zone, drop column reset_hour',
  'alter table api_key rename column spending_limit to daily_limit',
  'alter table api_key rename constraint api_key_spending_limit_check to api_key_daily_limit_check',
  'alter table api_key drop column limit_period, drop column time_zone, drop column reset_hour',
  'truncate key_spend',
  'alter table key_spend drop column quarter_hour, add column day date not null',
  'alter table key_spend add constraint key_spend_pkey primary key (account_id, api_key_id, day)',
  `delete from mikro_orm_migrations where name = '20261129210000_limit_periods'`,
];

const SPENDS = `select account_id, api_key_id, quarter_hour, reserved, charged from key_spend
  where reserved <> 0 or charged <> 0 order by account_id, api_key_id, quarter_hour`;

// No database was distributed before it.
(isCluster() ? describe.skip : describe)('the migration to limits of periods', () => {
  it('counts what every key has spent as the ledger had counted it', async () => {
    const { database, ledger } = world;
    const account = await world.newAccount('100');
    const parent = await world.newKey(account, { dailyLimit: '50' });
    const child = await world.newKey(account, { createdBy: parent });
    const submit = (command: LedgerCommand) => ledger.submit({ command });
    const reserved = async (time: string, apiKeyId: string, amount: string): Promise<string> => {
      world.clock.now = new Date(`2026-11-21T${time}:00Z`);
      return (await world.reserve(account, amount, { apiKeyId })).generationId;
    };
    const charged = await reserved('12:14', child, '3');
    const returned = await reserved('12:15', parent, '4');
    await reserved('12:29', child, '5');
    await reserved('12:30', child, '0');
    const late = await reserved('23:59', parent, '6');
    world.clock.now = new Date('2026-11-22T12:00:00Z');
    const of = { accountId: account };
    await submit({ kind: 'charge', ...of, generationId: charged, amount: credits('2') });
    await submit({ kind: 'refund', ...of, generationId: returned, reason: 'failed' });
    await submit({ kind: 'charge', ...of, generationId: late, amount: credits('6') });
    const back = { amount: credits('0.5'), idempotencyKey: 'back', inputHash: 'back', reason: 'blurred' };
    await submit({ kind: 'refundCharge', ...of, generationId: charged, ...back });
    const before = await database.rows(SPENDS);
    expect(before).toHaveLength(5);
    for (const statement of AS_BEFORE) await database.rows(statement);
    await database.orm.migrator.up();
    expect(await database.rows(SPENDS)).toEqual(before);
    expect((await ledger.verify(account))?.problems).toEqual([]);
    const kept = await database.rows('select spending_limit, limit_period from api_key where id = $1', [parent]);
    expect(kept).toEqual([{ spending_limit: 50_000_000n, limit_period: 'DAY' }]);
  });
});
