// Generations, as far as the ledger sees them.
import { randomUUID } from 'node:crypto';
import { hashInput, type LedgerCommand } from '../../../../src/ledger/index.ts';
import { microCredits } from '../../../../src/money/index.ts';
import type { Customer, Deed, Reservation } from '../customer.ts';
import type { World } from '../world.ts';
import { credits } from './habit.ts';

const MODELS = ['year/image', 'year/film', 'year/voice'] as const;
const INSERT_GENERATION = `insert into generation (account_id, id, api_key_id, model, parameters, count, status,
    price_version, max_cost, cost_estimate, created_at, ended_at)
  values ($1, $2, $2, $3, '{}', 1, 'SUCCEEDED', 'year@1', 1, 1, $4, $4)`;
const STAYS_OPEN = 0.15;
const FAILS = 0.15;

export const spend =
  (low: number, high: number): Deed =>
  async (world, customer) => {
    const { accountId, random } = customer;
    const { accounts, purchases } = world.rooms.services;
    if ((await accounts.find(accountId))?.status !== 'ACTIVE') return 'is suspended';
    const amount = credits(customer, low, high);
    const wish = { generationId: randomUUID(), model: random.pick(MODELS), amount };
    if (!(await reserve(world, customer, wish))) {
      purchases.topUps.reservationRefused({ accountId, required: microCredits(amount) });
      return 'had not enough';
    }
    if (random.next() < STAYS_OPEN) {
      customer.reserved.push(wish);
      return 'is under way';
    }
    return settle(world, customer, wish);
  };

/** What was left under way comes to its end. */
export const finish: Deed = async (world, customer) => {
  const oldest = customer.reserved.shift();
  return oldest === undefined ? undefined : settle(world, customer, oldest);
};

async function submit({ rooms }: World, command: LedgerCommand): Promise<boolean> {
  return (await rooms.services.ledger.submit({ command })).status === 'applied';
}

function reserve(world: World, customer: Customer, { generationId, amount }: Reservation): Promise<boolean> {
  return submit(world, {
    kind: 'reserve',
    accountId: customer.accountId,
    generationId,
    apiKeyId: generationId,
    amount: microCredits(amount),
    idempotencyKey: generationId,
    inputHash: hashInput({ amount }),
  });
}

export async function settle(world: World, customer: Customer, reservation: Reservation): Promise<string> {
  const { accountId, random, uses } = customer;
  const { generationId, model, amount } = reservation;
  if (random.next() < FAILS) {
    await must(submit(world, { kind: 'refund', accountId, generationId, reason: 'it failed' }));
    return 'failed';
  }
  const cost = 1n + BigInt(Math.floor(random.next() * Number(amount - 1n)));
  const at = world.clock.now;
  await world.database.rows(INSERT_GENERATION, [accountId, generationId, model, at]);
  await must(submit(world, { kind: 'charge', accountId, generationId, amount: microCredits(cost) }));
  uses.push({ at, generationId, model, amount: cost });
  return 'charged';
}

async function must(applied: Promise<boolean>): Promise<void> {
  if (!(await applied)) throw new Error('a settlement was not applied');
}

const RECENT = 20;

/** An operator gives back a part of a charge, once per generation. */
export const giveBack: Deed = async (world, customer) => {
  const { accountId, random, uses } = customer;
  const returned = new Set(uses.filter(({ amount }) => amount < 0n).map((use) => use.generationId));
  const charged = uses.slice(-RECENT).filter((use) => use.amount > 1n && !returned.has(use.generationId));
  const [first, ...others] = charged;
  if (first === undefined) return undefined;
  const { generationId, model, amount } = random.pick([first, ...others]);
  const back = 1n + BigInt(Math.floor(random.next() * Number(amount - 1n)));
  const command = { kind: 'refundCharge', accountId, generationId, reason: 'not as ordered' } as const;
  const keyed = { idempotencyKey: `back-${generationId}`, inputHash: hashInput({ back }) };
  await must(submit(world, { ...command, ...keyed, amount: microCredits(back) }));
  uses.push({ at: world.clock.now, generationId, model, amount: -back });
  return 'done';
};

const DAY = 86_400_000;

/** An operator's promotion, which expires. */
export const receiveGift: Deed = async (world, customer) => {
  const amount = credits(customer, 1, 10);
  const key = `gift-${customer.nextKey()}`;
  const expiresAt = new Date(world.clock.now.getTime() + Math.ceil(customer.random.between(1, 40)) * DAY);
  await must(
    submit(world, {
      kind: 'add',
      accountId: customer.accountId,
      amount: microCredits(amount),
      source: 'PROMOTION',
      expiresAt,
      idempotencyKey: key,
      inputHash: hashInput({ amount }),
      description: 'A gift',
    }),
  );
  customer.gifts.set(key, amount);
  return 'given';
};
