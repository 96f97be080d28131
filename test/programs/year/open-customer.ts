// Customers come: an account, a person, customers at Stripe, perhaps a card.

import { createSeededRandom } from '../../../simulators/media/index.ts';
import { openedAccount } from '../../../src/accounts/index.ts';
import { BEGINNING, BEGINNINGS } from './calendar.ts';
import type { Customer, Persona } from './customer.ts';
import { giveCard, secondsOf } from './stripe-side.ts';
import type { World } from './world.ts';

/** Every few customers are one person with two accounts. */
const PEOPLE_SHARE = 9;

export interface Applicant {
  readonly index: number;
  readonly persona: Persona;
  readonly beginsAt: Date;
}

export function drawApplicants(seed: string, count: number, personas: readonly [Persona, ...Persona[]]): Applicant[] {
  const random = createSeededRandom(seed, 'applicants');
  return Array.from({ length: count }, (_, index) => ({
    index,
    persona: personas[index % personas.length] ?? personas[0],
    beginsAt: index < BEGINNINGS.length ? (BEGINNINGS[index] ?? BEGINNING) : random.pick(BEGINNINGS),
  }));
}

export interface Opening {
  readonly seed: string;
  /** The test clock that the customer lives on; undefined: real time. */
  readonly clock: string | undefined;
}

const INSERT_CUSTOMER = `insert into stripe_customer (account_id, customer_id, pays, created_at)
  values ($1, $2, $3, $4)`;

/** Opens the account, greets it, and gives it a customer at Stripe with a card, if the persona has one. */
export async function openCustomer(
  world: World,
  { index, persona }: Applicant,
  { seed, clock }: Opening,
): Promise<Customer> {
  const { accounts, purchases } = world.rooms.services;
  const person = index % PEOPLE_SHARE === PEOPLE_SHARE - 1 ? index - 1 : index;
  // A second account of the same person, by a label in the same address.
  const email = person === index ? `person-${person}@example.com` : `person-${person}+second@example.com`;
  const name = `${persona.name} ${index}`;
  const account = openedAccount(await accounts.create({ name, email, planId: 'free', scopes: [] }));
  const atStripe = async (pays: 'AT_ONCE' | 'BY_INVOICE'): Promise<string> => {
    const onClock = clock === undefined ? {} : { test_clock: clock };
    const { id } = await world.stripe.customers.create({ email, metadata: { index }, ...onClock });
    await world.database.rows(INSERT_CUSTOMER, [account.id, id, pays, world.clock.now]);
    return id;
  };
  const customerId = await atStripe('AT_ONCE');
  const billedId = await atStripe('BY_INVOICE');
  if (persona.card !== undefined) await giveCard(world.stripe, customerId, persona.card);
  await purchases.welcome(account.id);
  let keys = 0;
  return {
    ...{ index, persona, email, customerId, billedId },
    accountId: account.id,
    random: createSeededRandom(seed, 'customer', String(index)),
    ...{ uses: [], reserved: [], disputes: [], gifts: new Map() },
    nextKey: () => {
      keys += 1;
      return `${secondsOf(world.clock.now)}-${keys}`;
    },
  };
}
