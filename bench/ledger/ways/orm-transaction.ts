// One transaction a request, as one would write it with MikroORM: find the wallet under a lock, find what it needs, change the
// entities, flush. The same rows as the ledger's, chained and verified like them; spared are jobs, notifications, webhook
// events, and whatever does not fit the oldest lot.
import { LockMode } from '@mikro-orm/postgresql';
import { connectDatabase, type Transaction } from '../../../src/database/index.ts';
import { GenerationEntity } from '../../../src/generation/entities.ts';
import type { Generation } from '../../../src/generation/index.ts';
import { ApiKeyEntity } from '../../../src/keys/entities.ts';
import { chainHash } from '../../../src/ledger/batch/chain.ts';
import { KeySpendEntity, LedgerTransactionEntity, LotEntity, WalletEntity } from '../../../src/ledger/entities.ts';
import { type LedgerTransaction } from '../../../src/ledger/index.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { add, negate, subtract, ZERO } from '../../../src/money/index.ts';
import { INPUT_HASH, OUTPUT, type Way } from './way.ts';

const quarterHourOf = (at: Date): number => Math.floor(at.getTime() / 900_000);

const CONNECTIONS = 16;

export async function openOrmTransactions(url: string): Promise<Way> {
  const database = await connectDatabase({ url, orm: ormConfig, poolSize: CONNECTIONS });
  return {
    connections: CONNECTIONS,
    reserve: (generation) => database.transaction((tx) => reserve(tx, generation)),
    charge: (generation) => database.transaction((tx) => charge(tx, generation)),
    close: () => database.close(),
  };
}

const findWallet = (tx: Transaction, accountId: string) =>
  tx.em().findOneOrFail(WalletEntity, { accountId }, { lockMode: LockMode.PESSIMISTIC_WRITE });

type Wallet = Awaited<ReturnType<typeof findWallet>>;

async function reserve(tx: Transaction, generation: Generation): Promise<void> {
  const em = tx.em();
  const { accountId, apiKeyId, id, maxCost: amount } = generation;
  const wallet = await findWallet(tx, accountId);
  if ((await em.findOne(LedgerTransactionEntity, { accountId, idempotencyKey: id })) !== null) return;
  const [lot] = await em.find(LotEntity, { accountId, closed: false }, { orderBy: { priority: 'asc', number: 'asc' } });
  const { spendingLimit } = await em.findOneOrFail(ApiKeyEntity, { accountId, id: apiKeyId, revokedAt: null });
  const now = new Date();
  const quarterHour = quarterHourOf(now);
  const spend =
    (await em.findOne(KeySpendEntity, { accountId, apiKeyId, quarterHour })) ??
    em.create(KeySpendEntity, { accountId, apiKeyId, quarterHour, reserved: ZERO, charged: ZERO });
  const isUnlimited = spendingLimit === null || spendingLimit === undefined;
  const isWithin = isUnlimited || add(add(spend.reserved, spend.charged), amount) <= spendingLimit;
  if (lot === undefined || wallet.available < amount || lot.remaining < amount || !isWithin) throw new Error('refused');
  lot.remaining = subtract(lot.remaining, amount);
  lot.reserved = add(lot.reserved, amount);
  spend.reserved = add(spend.reserved, amount);
  wallet.openReservations += 1;
  post(tx, wallet, {
    type: 'RESERVE',
    amount: negate(amount),
    reservedChange: amount,
    lots: [{ lot: lot.number, amount }],
    generationId: id,
    step: 0,
    apiKeyId,
    idempotencyKey: id,
    inputHash: INPUT_HASH,
    createdAt: now,
  });
  const { model, prompt, parameters, count, status, priceVersion, costEstimate } = generation;
  em.create(GenerationEntity, {
    accountId,
    id,
    apiKeyId,
    model,
    prompt,
    parameters,
    count,
    status,
    priceVersion,
    costEstimate,
    sequence: 1,
    maxCost: amount,
    createdAt: now,
  });
}

async function charge(tx: Transaction, { accountId, apiKeyId, id }: Generation): Promise<void> {
  const em = tx.em();
  const wallet = await findWallet(tx, accountId);
  const history = await em.find(LedgerTransactionEntity, { accountId, generationId: id }, { orderBy: { step: 'asc' } });
  const [reservation] = history;
  if (reservation === undefined || history.length > 1) throw new Error('not reserved, or settled');
  const { reservedChange: amount } = reservation;
  const lot = await em.findOneOrFail(LotEntity, { accountId, number: reservation.lotNumbers[0] ?? 0 });
  const spend = await em.findOneOrFail(KeySpendEntity, {
    accountId,
    apiKeyId,
    quarterHour: quarterHourOf(reservation.createdAt),
  });
  const generation = await em.findOneOrFail(GenerationEntity, { accountId, id, endedAt: null });
  lot.reserved = subtract(lot.reserved, amount);
  lot.spent = add(lot.spent, amount);
  spend.reserved = subtract(spend.reserved, amount);
  spend.charged = add(spend.charged, amount);
  wallet.openReservations -= 1;
  const now = new Date();
  post(tx, wallet, {
    type: 'CHARGE',
    amount: ZERO,
    reservedChange: negate(amount),
    lots: [{ lot: lot.number, amount }],
    generationId: id,
    step: 1,
    apiKeyId,
    createdAt: now,
  });
  em.assign(generation, {
    status: 'SUCCEEDED',
    outputs: [OUTPUT],
    cost: amount,
    effectiveCost: amount,
    endedAt: now,
    billedAt: now,
    sequence: generation.sequence + 1,
  });
}

type Posting = Omit<
  LedgerTransaction,
  keyof typeof ABSENT | 'accountId' | 'sequence' | 'availableAfter' | 'reservedAfter'
> &
  Partial<Pick<LedgerTransaction, 'idempotencyKey' | 'inputHash'>>;

const ABSENT = { idempotencyKey: undefined, inputHash: undefined, purchaseId: undefined, description: undefined };

function post(tx: Transaction, wallet: Wallet, posting: Posting): void {
  wallet.sequence += 1n;
  wallet.available = add(wallet.available, posting.amount);
  wallet.reserved = add(wallet.reserved, posting.reservedChange);
  const { accountId, sequence, available, reserved } = wallet;
  const after = { accountId, sequence, availableAfter: available, reservedAfter: reserved };
  const transaction: LedgerTransaction = { ...ABSENT, ...posting, ...after };
  wallet.headHash = chainHash(wallet.headHash, transaction);
  const { lots, ...columns } = transaction;
  const lotNumbers = lots.map((share) => share.lot);
  const lotAmounts = lots.map((share) => share.amount);
  tx.em().create(LedgerTransactionEntity, { ...columns, lotNumbers, lotAmounts, hash: wallet.headHash });
}
