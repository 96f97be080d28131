// The floor: the fewest rows that keep what the ledger promises, written in batches that decide, hash and remember nothing.
// A transaction each, found by its key and its generation; the wallet with its open lot and its key's spend in one row; the
// generation and its end. What the ledger writes beside them is the price of lots and spends in tables of their own.
import {
  type Database,
  digests,
  GENERIC_PLANS,
  int8s,
  jsonbs,
  mergeStatements,
  type Pipeline,
  prepared,
  type Statement,
  timestamptzs,
  uuids,
} from '../../../src/database/index.ts';
import type { Generation } from '../../../src/generation/index.ts';
import { insertExpected } from '../../../src/generation/request/insert-generations.ts';
import { type Chained, transactionColumns } from '../../../src/ledger/batch/draft-columns.ts';
import { INSERT_TRANSACTIONS } from '../../../src/ledger/batch/write-drafts.ts';
import { microCredits } from '../../../src/money/index.ts';
import { INPUT_HASH, OUTPUT, type Way } from './way.ts';

const CREATE = `create table if not exists bench_wallet (like wallet including all, lot_remaining bigint not null,
    lot_reserved bigint not null, lot_spent bigint not null, spend_reserved bigint not null, spend_charged bigint not null)
  with (fillfactor = 50)`;

const WRITE_WALLETS = `insert into bench_wallet (account_id, available, reserved, sequence, open_reservations, head_hash, created_at,
    lot_remaining, lot_reserved, lot_spent, spend_reserved, spend_charged)
  select account_id, available, reserved, sequence, 0, head_hash, now(), available, reserved, spent, reserved, spent
  from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[])
    as new (account_id, available, reserved, sequence, spent, head_hash)
  on conflict (account_id) do update set available = excluded.available, reserved = excluded.reserved,
    sequence = excluded.sequence, head_hash = excluded.head_hash, lot_remaining = excluded.lot_remaining,
    lot_reserved = excluded.lot_reserved, lot_spent = excluded.lot_spent, spend_reserved = excluded.spend_reserved,
    spend_charged = excluded.spend_charged`;

const WRITE_BATCH = prepared(
  'bench_least_rows',
  mergeStatements([
    { text: WRITE_WALLETS, parameters: 6 },
    { text: INSERT_TRANSACTIONS, parameters: 20 },
  ]),
);

const END_GENERATIONS = `update generation set status = 'SUCCEEDED', outputs = ended.outputs, cost = ended.cost,
    effective_cost = ended.cost, ended_at = ended.at, billed_at = ended.at, sequence = sequence + 1
  from unnest($1::uuid[], $2::uuid[], $3::jsonb[], $4::bigint[], $5::timestamptz[]) as ended (account_id, id, outputs, cost, at)
  where generation.account_id = ended.account_id and generation.id = ended.id and ended_at is null`;

/** As the ledger: two batches in flight. */
const MOST_IN_FLIGHT = 2;
const LARGEST_BATCH = 256;
const PLENTY = 1_000_000_000_000_000n;
const HASH = Buffer.alloc(32, 7);

interface Asked {
  readonly kind: 'reserve' | 'charge';
  readonly generation: Generation;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

interface Wallet {
  readonly accountId: string;
  available: bigint;
  reserved: bigint;
  spent: bigint;
  sequence: bigint;
}

export async function openLeastRows(database: Database): Promise<Way> {
  await database.rows(CREATE);
  const writer = new LeastRows(database.pipeline());
  return {
    reserve: (generation) => writer.submit('reserve', generation),
    charge: (generation) => writer.submit('charge', generation),
    close: () => Promise.resolve(),
  };
}

class LeastRows {
  readonly #pipeline: Pipeline;
  readonly #wallets = new Map<string, Wallet>();
  #waiting: Asked[] = [];
  #inFlight = 0;
  #isScheduled = false;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  submit(kind: Asked['kind'], generation: Generation): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ kind, generation, done, failed });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => void this.#dispatch());
  }

  async #dispatch(): Promise<void> {
    if (!this.#pipeline.isOpen) await this.#pipeline.open();
    this.#isScheduled = false;
    while (this.#waiting.length > 0 && this.#inFlight < MOST_IN_FLIGHT) {
      const batch = this.#waiting.slice(0, LARGEST_BATCH);
      this.#waiting = this.#waiting.slice(batch.length);
      this.#inFlight += 1;
      void this.#write(batch);
    }
  }

  async #write(batch: readonly Asked[]): Promise<void> {
    try {
      await this.#pipeline.transaction(this.#statementsOf(batch));
      for (const { done } of batch) done();
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
    this.#inFlight -= 1;
    this.#schedule();
  }

  #statementsOf(batch: readonly Asked[]): Statement[] {
    const now = new Date();
    const touched = new Set<Wallet>();
    const chained = batch.map((asked) => this.#post(asked, { now, touched }));
    const statements: Statement[] = [
      { text: GENERIC_PLANS, values: [] },
      { text: WRITE_BATCH, values: [...walletColumns([...touched]), ...transactionColumns(chained)] },
    ];
    const generations = (kind: Asked['kind']): Generation[] =>
      batch.filter((asked) => asked.kind === kind).map(({ generation }) => generation);
    const [reserved, charged] = [generations('reserve'), generations('charge')];
    const send = (text: string, values: Statement['values'] = []): void => void statements.push({ text, values });
    if (reserved.length > 0) insertExpected({ send }, reserved, now);
    if (charged.length > 0) send(END_GENERATIONS, endColumns(charged, now));
    return statements;
  }

  #post({ kind, generation }: Asked, { now, touched }: { readonly now: Date; readonly touched: Set<Wallet> }): Chained {
    const { accountId, id, apiKeyId, maxCost } = generation;
    const wallet = this.#walletOf(accountId);
    touched.add(wallet);
    const isReservation = kind === 'reserve';
    wallet.sequence += 1n;
    wallet.available -= isReservation ? maxCost : 0n;
    wallet.reserved += isReservation ? maxCost : -maxCost;
    wallet.spent += isReservation ? 0n : maxCost;
    return {
      transaction: {
        ...{ accountId, sequence: wallet.sequence, type: isReservation ? 'RESERVE' : 'CHARGE', createdAt: now },
        ...{ amount: microCredits(isReservation ? -maxCost : 0n), generationId: id, step: isReservation ? 0 : 1 },
        reservedChange: microCredits(isReservation ? maxCost : -maxCost),
        availableAfter: microCredits(wallet.available),
        reservedAfter: microCredits(wallet.reserved),
        lots: [{ lot: 1, amount: maxCost }],
        apiKeyId,
        purchaseId: undefined,
        idempotencyKey: isReservation ? id : undefined,
        inputHash: isReservation ? INPUT_HASH : undefined,
        description: undefined,
      },
      hash: HASH,
    };
  }

  #walletOf(accountId: string): Wallet {
    const known = this.#wallets.get(accountId);
    if (known !== undefined) return known;
    // Its account has one transaction already: the one that made it rich.
    const opened: Wallet = { accountId, available: PLENTY, reserved: 0n, spent: 0n, sequence: 1n };
    this.#wallets.set(accountId, opened);
    return opened;
  }
}

const walletColumns = (wallets: readonly Wallet[]): Buffer[] => [
  uuids(wallets, (wallet) => wallet.accountId),
  int8s(wallets, (wallet) => wallet.available),
  int8s(wallets, (wallet) => wallet.reserved),
  int8s(wallets, (wallet) => wallet.sequence),
  int8s(wallets, (wallet) => wallet.spent),
  digests(wallets, () => HASH),
];

const endColumns = (generations: readonly Generation[], now: Date): Buffer[] => [
  uuids(generations, ({ accountId }) => accountId),
  uuids(generations, ({ id }) => id),
  jsonbs(generations, () => JSON.stringify([OUTPUT])),
  int8s(generations, ({ maxCost }) => maxCost),
  timestamptzs(generations, () => now),
];
