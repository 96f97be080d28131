// The year itself: time moves on for Stripe and for the gateway, the recurring work is done, and everybody lives a little.
import { createSeededRandom } from '../../../simulators/media/index.ts';
import type { Reconciliation } from '../../../src/purchases/index.ts';
import { BEGINNING, drawCalendar } from './calendar.ts';
import type { Customer, Persona } from './customer.ts';
import { live } from './habits/habit.ts';
import { settle } from './habits/spend.ts';
import { type Applicant, drawApplicants, openCustomer } from './open-customer.ts';
import { secondsOf } from './stripe-side.ts';
import type { World } from './world.ts';

export interface YearPlan {
  readonly seed: string;
  readonly accounts: number;
  /** How many of the ordinary days are lived through, up to 1. */
  readonly density: number;
  readonly personas: readonly [Persona, ...Persona[]];
}

export interface Year {
  readonly customers: readonly Customer[];
  readonly moments: readonly Date[];
  /** What the reconciler found during the year, and at its end. */
  readonly reconciliations: readonly Reconciled[];
}

export interface Reconciled {
  readonly at: Date;
  readonly report: Reconciliation;
}

const DAY = 86_400_000;
const CLOCKS = 2;
const RECONCILED_AT_LEAST_EVERY = 3 * DAY;

interface Life {
  readonly world: World;
  readonly plan: YearPlan;
  readonly clocks: readonly string[];
  readonly waiting: Applicant[];
  readonly customers: Customer[];
  readonly reconciliations: Reconciled[];
}

export async function liveYear(world: World, plan: YearPlan): Promise<Year> {
  const { stripe, clock } = world;
  const calendar = drawCalendar(createSeededRandom(plan.seed, 'calendar'), plan.density);
  const clocks: string[] = [];
  const start = secondsOf(new Date(clock.now.getTime() - 1_000));
  while (clocks.length < CLOCKS) clocks.push((await stripe.testHelpers.testClocks.create({ frozen_time: start })).id);
  const afterwards = world.random.pick(['canceled', 'unpaid', 'past_due']);
  await world.control('settings', { dunning: { retryDays: [3, 5, 7], afterwards } });
  const life: Life = {
    ...{ world, plan, clocks, customers: [], reconciliations: [] },
    waiting: drawApplicants(plan.seed, plan.accounts, plan.personas),
  };
  let before = clock.now;
  for (const moment of calendar) {
    await liveMoment(life, moment, before);
    before = moment;
  }
  await comeToRest(life);
  return { customers: life.customers, moments: calendar, reconciliations: life.reconciliations };
}

async function liveMoment(life: Life, moment: Date, before: Date): Promise<void> {
  const { world } = life;
  world.clock.now = moment;
  await changePost(world);
  await passTime(life);
  await tend(world, moment.getTime() - (moment.getTime() % DAY) > before.getTime());
  await Promise.all([...life.customers.map((customer) => live(world, customer, before)), ...begin(life)]);
  await world.rooms.services.purchases.topUps.runWoken();
  await carryLatePost(life);
}

/** Webhooks come at once, twice, in another order, later, or never. */
async function changePost({ random, control }: World): Promise<void> {
  if (random.next() > 0.3) return;
  const mode = random.pick(['deliver', 'deliver', 'deliver', 'deliver', 'hold', 'drop']);
  const order = random.pick(['as_happened', 'as_happened', 'reversed', 'shuffled']);
  await control('settings', { delivery: { mode, order, copies: random.pick([1, 1, 2, 3]) } });
}

/** For those on test clocks, and for those in real time. */
async function passTime({ world, clocks }: Life): Promise<void> {
  const frozen_time = secondsOf(world.clock.now);
  const { testClocks } = world.stripe.testHelpers;
  await Promise.all(clocks.map((id) => testClocks.advance(id, { frozen_time })));
  await world.control('sweep');
}

/** The gateway's recurring work; what is due daily is not done at every look. */
async function tend({ rooms }: World, isNewDay: boolean): Promise<void> {
  const { purchases, ledger } = rooms.services;
  const { topUps, warnings } = purchases;
  await topUps.recover();
  await topUps.runRound();
  await warnings.runWoken();
  if (!isNewDay) return;
  await warnings.runRound();
  await untilDone(() => warnings.runExpiryRound());
  await untilDone(() => rooms.invoiceRoom.runRound());
  await untilDone(() => ledger.expireIdle());
}

async function untilDone(round: () => Promise<{ readonly mayHaveMore: boolean }>): Promise<void> {
  let mayHaveMore = true;
  while (mayHaveMore) ({ mayHaveMore } = await round());
}

function begin({ world, plan, clocks, waiting, customers }: Life): Promise<void>[] {
  const due = waiting.filter(({ beginsAt }) => beginsAt <= world.clock.now);
  const rest = waiting.filter((applicant) => !due.includes(applicant));
  waiting.splice(0, waiting.length, ...rest);
  return due.map(async (applicant) => {
    // Every third lives in real time.
    const clock = [...clocks, undefined][applicant.index % (CLOCKS + 1)];
    const customer = await openCustomer(world, applicant, { seed: plan.seed, clock });
    customers.push(customer);
    for (const { name, deed } of customer.persona.first) {
      world.count(`${name}, first: ${(await deed(world, customer)) ?? 'nothing'}`);
    }
  });
}

/** What was held comes now, some events again under other ids or in an old version; now and then the books are compared. */
async function carryLatePost(life: Life): Promise<void> {
  const { world } = life;
  const { random, control, clock } = world;
  if (random.next() < 0.15) await control('events/release', { order: 'shuffled', copies: random.pick([1, 2]) });
  if (random.next() < 0.1) await sendAgain(world);
  const last = life.reconciliations.at(-1)?.at ?? BEGINNING;
  const isDue = clock.now.getTime() - last.getTime() > RECONCILED_AT_LEAST_EVERY;
  if (isDue || random.next() < 0.1) await reconcile(life);
}

const SENT_AGAIN = 5;

async function sendAgain({ stripe, control, random }: World): Promise<void> {
  const { data } = await stripe.events.list({ limit: SENT_AGAIN });
  for (const { id } of data) {
    const how = random.pick<object>([{ copies: 2 }, { newId: true }, { apiVersion: '2019-01-01' }]);
    await control(`events/${id}/send`, how);
  }
}

async function reconcile(life: Life): Promise<void> {
  const { rooms, clock } = life.world;
  life.reconciliations.push({ at: clock.now, report: await rooms.services.purchases.reconcile() });
}

/** All that is under way is finished, all that was held is delivered, and the last rounds are run. */
async function comeToRest(life: Life): Promise<void> {
  const { world, customers } = life;
  await world.control('settings', { delivery: { mode: 'deliver', copies: 1, order: 'as_happened' } });
  for (const customer of customers) {
    for (const open of customer.reserved.splice(0)) await settle(world, customer, open);
    for (const { id, outcome } of customer.disputes.splice(0)) await world.control(`disputes/${id}`, { outcome });
  }
  await world.control('events/release');
  await reconcile(life);
  await tend(world, true);
  await reconcile(life);
}
