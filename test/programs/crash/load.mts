// A gateway's ledger under load, to be killed: many callers add, reserve, charge and refund; every answer is written to a
// journal. A caller that gets an error asks again, under the same key, as the room's README tells it to.
// Parameters: database address, journal file. Ends in order on SIGTERM, and when its parent is gone.
import { openSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { connectDatabase, newId, type Transaction } from '../../../src/database/index.ts';
import { insertGenerations } from '../../../src/generation/request/insert-generations.ts';
import { companion, createLedger, type Outcome, openWallet, type Submission } from '../../../src/ledger/index.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { microCredits } from '../../../src/money/index.ts';
import { writeLine } from './journal.ts';

const ACCOUNTS = 8;
const CALLERS = 48;
/** Half of the callers work on the first account, the others on all. */
const HOT_CALLERS = 24;
const RETRY_AFTER_MILLISECONDS = 20;

process.stdin.resume().once('end', () => process.exit(1));
process.stdin.unref();

const [, , url = '', journal = ''] = process.argv;
const file = openSync(journal, 'a');
const database = await connectDatabase({ url, orm: ormConfig, poolSize: 10 });
const ledger = createLedger({ database, now: () => new Date() });
let isStopping = false;

/** Until it is answered; undefined when the load stops first. */
async function submit(submission: Submission): Promise<Outcome | undefined> {
  for (;;) {
    try {
      const outcome = await ledger.submit(submission);
      record(submission.command.accountId, outcome);
      return outcome;
    } catch (error) {
      if (isStopping) return undefined;
      writeLine(file, { event: 'failed', error: error instanceof Error ? error.name : String(error) });
      await delay(RETRY_AFTER_MILLISECONDS);
    }
  }
}

function record(accountId: string, outcome: Outcome): void {
  if (outcome.status === 'refused' || outcome.transaction === undefined) return;
  const { status, transaction } = outcome;
  const { sequence, type, amount, availableAfter, generationId = null, idempotencyKey = null } = transaction;
  const numbers = { sequence: `${sequence}`, amount: `${amount}`, availableAfter: `${availableAfter}` };
  const answer = { accountId, status, type, generationId, idempotencyKey, ...numbers };
  writeLine(file, { event: 'acknowledged', answer });
}

const chance = (share: number): boolean => Math.random() < share;
const upTo = (largest: number): bigint => BigInt(1 + Math.floor(Math.random() * largest));

const add = (accountId: string, amount: bigint): Promise<Outcome | undefined> =>
  submit({
    command: {
      kind: 'add',
      accountId,
      amount: microCredits(amount),
      source: chance(0.5) ? 'PACK' : 'PROMOTION',
      description: 'Crash test',
      idempotencyKey: newId(),
      inputHash: 'add',
    },
  });

interface Ended {
  readonly accountId: string;
  readonly id: string;
  readonly cost: bigint;
}

/** The generation's end, in the transaction of its settlement. */
async function endGenerations(tx: Transaction, ended: readonly Ended[]): Promise<void> {
  const columns = [ended.map((one) => one.accountId), ended.map((one) => one.id), ended.map((one) => `${one.cost}`)];
  await tx.rows(
    `update generation set status = 'SUCCEEDED', ended_at = now(), cost = ended.cost
     from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as ended (account_id, id, cost)
     where generation.account_id = ended.account_id and generation.id = ended.id`,
    columns,
  );
}

async function reserve(accountId: string, amount: bigint): Promise<string | undefined> {
  const [id, apiKeyId] = [newId(), newId()];
  const maxCost = microCredits(amount);
  const now = new Date();
  const generation = {
    accountId,
    id,
    apiKeyId,
    model: 'bfl/flux-1.1-pro',
    prompt: 'crash',
    parameters: {},
    count: 1,
    providerOrder: undefined,
    metadata: undefined,
    tags: undefined,
    webhookUrl: undefined,
    webhookFormat: undefined,
    purgedAt: undefined,
    status: 'QUEUED' as const,
    sequence: 1,
    priceVersion: 'test',
    quoteId: undefined,
    maxCost,
    costEstimate: maxCost,
    cost: undefined,
    effectiveCost: undefined,
    heldAt: undefined,
    outputs: [],
    error: undefined,
    createdAt: now,
    startedAt: undefined,
    endedAt: undefined,
    billedAt: undefined,
  };
  const outcome = await submit({
    command: {
      kind: 'reserve',
      accountId,
      generationId: id,
      apiKeyId,
      amount: maxCost,
      idempotencyKey: newId(),
      inputHash: 'reserve',
    },
    companion: companion(insertGenerations, generation),
  });
  return outcome?.status === 'applied' || outcome?.status === 'replayed' ? id : undefined;
}

async function settle(accountId: string, generationId: string, reserved: bigint): Promise<void> {
  const amount = microCredits(upTo(Number(reserved)));
  const base = { accountId, generationId };
  const end = (cost: bigint) => companion(endGenerations, { accountId, id: generationId, cost });
  if (chance(0.3)) {
    await submit({ command: { kind: 'refund', ...base, reason: 'nothing came' }, companion: end(0n) });
    if (chance(0.2)) await submit({ command: { kind: 'lateCharge', ...base, amount }, companion: end(amount) });
    return;
  }
  await submit({ command: { kind: 'charge', ...base, amount }, companion: end(amount) });
  if (!chance(0.1)) return;
  const again = { reason: 'goodwill', idempotencyKey: newId(), inputHash: 'refund' };
  await submit({ command: { kind: 'refundCharge', ...base, amount: microCredits(upTo(Number(amount))), ...again } });
}

async function call(accounts: readonly string[]): Promise<void> {
  while (!isStopping) {
    const accountId = accounts[Math.floor(Math.random() * accounts.length)] ?? '';
    if (chance(0.05)) await add(accountId, upTo(100_000));
    const amount = upTo(1_000);
    const generationId = await reserve(accountId, amount);
    // Some stay open, as those of a gateway that died.
    if (generationId !== undefined && chance(0.9)) await settle(accountId, generationId, amount);
  }
}

const accounts: string[] = [];
for (let number = 0; number < ACCOUNTS; number += 1) {
  const accountId = newId();
  await database.transaction((tx) => openWallet(tx, accountId, new Date()));
  writeLine(file, { event: 'opened', accountId });
  await add(accountId, 10_000_000n);
  accounts.push(accountId);
}
process.once('SIGTERM', () => {
  isStopping = true;
});
process.stdout.write('ready\n');
await Promise.all(
  Array.from({ length: CALLERS }, (_, index) => call(accounts.slice(0, index < HOT_CALLERS ? 1 : undefined))),
);
await ledger.drain();
await database.close();
process.exit(0);
