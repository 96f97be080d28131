// Every CHECK of the ledger's tables: SQL that passes the code by is refused by name, and only by that CHECK.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shardOf } from '../../src/database/index.ts';
import { isCluster } from '../support/cluster.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../support/ledger-world.ts';

let world: LedgerWorld;
/** One lot of 1 credit: 0.3 reserved, the rest available; a key spend of 0.3. */
let account: string;

beforeAll(async () => {
  world = await createLedgerWorld();
  account = await world.newAccount('1');
  await world.reserve(account, '0.3');
});

afterAll(() => world.close());

const updateWallet = (changes: string): string => `update wallet set ${changes} where account_id = $1`;
const updateLot = (changes: string): string => `update lot set ${changes} where account_id = $1`;
const updateSpend = (changes: string): string => `update key_spend set ${changes} where account_id = $1`;

/** Another line after the last one; a sound one unless `changes` says otherwise. */
function insertTransaction(changes: Readonly<Record<string, string>>): string {
  const row = {
    account_id: '$1::uuid',
    sequence: '3',
    type: "'ADD'",
    amount: '5',
    reserved_change: '0',
    available_after: '700005',
    reserved_after: '300000',
    lot_numbers: "'{1}'",
    lot_amounts: "'{5}'",
    created_at: 'now()',
    hash: "sha256('')",
    ...changes,
  };
  return `insert into ledger_transaction (${Object.keys(row).join(', ')}) select ${Object.values(row).join(', ')}`;
}

const booked = (type: string, amount: number, reservedChange: number): string =>
  insertTransaction({ type: `'${type}'`, amount: String(amount), reserved_change: String(reservedChange) });

const ENDING_TOMORROW = "expires_at = effective_at + interval '1 day'";

/** What each CHECK refuses. */
const VIOLATIONS: Readonly<Record<string, readonly string[]>> = {
  wallet_available_check: [updateWallet('available = -1'), updateWallet('credit_limit = 5, available = -6')],
  wallet_reserved_check: [updateWallet('reserved = -1')],
  wallet_credit_check: [
    updateWallet('credit_limit = -1'),
    updateWallet('credit_reserved = -1'),
    updateWallet('credit_reserved = reserved + 1'),
  ],
  wallet_debt_check: [updateWallet('debt = -1'), updateWallet('debt = 1')],
  wallet_counts_check: [
    updateWallet('sequence = -1'),
    updateWallet('open_reservations = -1'),
    updateWallet('lot_count = -1'),
  ],
  wallet_head_hash_check: [updateWallet("head_hash = ''"), updateWallet('head_hash = head_hash || head_hash')],
  lot_granted_check: [
    updateLot('remaining = remaining + 1'),
    updateLot('granted = granted - 1'),
    updateLot('granted = 0, remaining = 0, reserved = 0'),
  ],
  lot_parts_check: [
    updateLot('remaining = -1, reserved = granted + 1'),
    updateLot('reserved = -1, remaining = granted + 1'),
    updateLot('spent = -1, remaining = remaining + 1'),
    updateLot('expired = -1, remaining = remaining + 1'),
    updateLot('clawed_back = -1, remaining = remaining + 1'),
  ],
  lot_disputes_check: [
    updateLot('disputes = -1'),
    updateLot('disputes = 1'),
    updateLot('frozen = remaining, remaining = 0'),
  ],
  lot_closed_check: [
    updateLot('closed = true'),
    updateLot('closed = true, remaining = 0, spent = remaining'),
    updateLot('closed = true, reserved = 0, spent = reserved'),
  ],
  lot_dates_check: [
    updateLot('expires_at = effective_at, usable_until = effective_at'),
    updateLot("expires_at = effective_at - interval '1 second', usable_until = effective_at - interval '1 second'"),
  ],
  lot_grace_check: [
    updateLot("expires_at = effective_at + interval '1 day'"),
    updateLot("usable_until = effective_at + interval '1 day'"),
    updateLot(`${ENDING_TOMORROW}, usable_until = effective_at + interval '2 days 1 microsecond'`),
    updateLot(`${ENDING_TOMORROW}, usable_until = effective_at + interval '23 hours'`),
  ],
  lot_source_check: [updateLot("source = 'GIFT'"), updateLot("source = 'pack'"), updateLot("source = ''")],
  ledger_transaction_sequence_check: [insertTransaction({ sequence: '0' }), insertTransaction({ sequence: '-1' })],
  ledger_transaction_reserved_after_check: [insertTransaction({ reserved_after: '-1' })],
  ledger_transaction_type_check: [booked('GIFT', 5, 0), booked('add', 5, 0), booked('', 5, 0)],
  ledger_transaction_lots_check: [
    insertTransaction({ lot_amounts: "'{2,3}'" }),
    insertTransaction({ lot_numbers: "'{}'" }),
  ],
  ledger_transaction_books_check: [
    booked('ADD', 0, 0),
    booked('ADD', -5, 0),
    booked('ADD', 5, 5),
    booked('RESERVE', 5, -5),
    booked('RESERVE', -5, 4),
    booked('RESERVE', 0, 0),
    booked('CHARGE', 5, -5),
    booked('CHARGE', 6, -5),
    booked('CHARGE', -5, 1),
    booked('CHARGE', 0, 0),
    booked('REFUND', -5, 5),
    booked('REFUND', 5, -4),
    booked('REFUND', 0, 0),
    booked('EXPIRE', 5, 0),
    booked('EXPIRE', -5, 5),
    booked('EXPIRE', 0, 0),
    booked('INVOICE', -5, 0),
    booked('INVOICE', 5, -5),
    booked('FREEZE', 5, 0),
    booked('FREEZE', -5, 5),
    booked('RELEASE', -5, 0),
    booked('RELEASE', 5, -5),
    booked('CLAWBACK', 5, 0),
    booked('CLAWBACK', -5, 5),
    booked('ADJUST', -5, 0),
    booked('ADJUST', 5, -5),
  ],
  ledger_transaction_generation_check: [
    insertTransaction({ generation_id: 'gen_random_uuid()' }),
    insertTransaction({ step: '0' }),
  ],
  ledger_transaction_hash_check: [insertTransaction({ hash: "''" }), insertTransaction({ hash: "'\\x00'::bytea" })],
  key_spend_check: [updateSpend('reserved = -1'), updateSpend('charged = -1')],
};

/** Whatever breaks the first breaks the second too, and PostgreSQL names the second: it is taken away to see the first. */
const IMPLIED_BY: Readonly<Record<string, string>> = { wallet_reserved_check: 'wallet_credit_check' };

/** Through Citus, which does not take them: a shard refuses what the others are refused by. */
const isTaken = (statement: string): boolean => !isCluster() || !statement.includes('interval');

const CASES = Object.entries(VIOLATIONS).flatMap(([check, statements]) =>
  statements.filter(isTaken).map((statement): [string, string] => [check, statement]),
);

const CHECKS_IN_CATALOG = `select conname as name, conrelid::regclass::text as table from pg_constraint
  where contype = 'c' and conrelid in
    ('wallet'::regclass, 'lot'::regclass, 'ledger_transaction'::regclass, 'key_spend'::regclass)`;

const implying = (check: string): string[] =>
  Object.entries(IMPLIED_BY).flatMap(([name, by]) => (name === check ? [by] : []));

const UNDONE = new Error('undone');

/** Runs a statement with some CHECKs taken away, and takes everything back: rejects with UNDONE when it went through. */
async function without(checks: readonly string[], statement: string): Promise<void> {
  const inCatalog = await world.database.rows<{ name: string; table: string }>(CHECKS_IN_CATALOG);
  await world.database.transaction(async (tx) => {
    for (const { name, table } of inCatalog) {
      if (checks.includes(name)) await tx.rows(`alter table ${table} drop constraint ${name}`);
    }
    await tx.rows(statement, [account]);
    throw UNDONE;
  });
}

describe("the CHECKs of the ledger's tables", () => {
  it('have a case here, every one of them', async () => {
    const inCatalog = await world.database.rows<{ name: string }>(CHECKS_IN_CATALOG);
    expect(Object.keys(VIOLATIONS).sort()).toEqual(inCatalog.map((check) => check.name).sort());
  });

  it.each(CASES)('%s refuses "%s"', async (check, statement) => {
    // Citus passes on no names, and not always the code.
    if (!isCluster()) {
      const refused = without(implying(check), statement);
      await expect(refused).rejects.toMatchObject({ code: '23514', constraint: check });
    }
    const place = shardOf(world.database, account);
    await expect(place.rows(statement, [account])).rejects.toMatchObject({ code: '23514' });
  });

  it.each(CASES)('%s is what refuses it: "%s" goes through without', async (check, statement) => {
    await expect(without([check, ...implying(check)], statement)).rejects.toBe(UNDONE);
  });

  it('let a sound line pass', async () => {
    await expect(without([], insertTransaction({}))).rejects.toBe(UNDONE);
  });

  it('have left everything as it was', async () => {
    expect(await world.ledger.verify(account)).toMatchObject({ ok: true, problems: [] });
    expect(await world.ledger.balance(account)).toMatchObject({ available: credits('0.7'), reserved: credits('0.3') });
  });
});
