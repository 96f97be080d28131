// A change of plan: look at what the customer has, write down what follows from it, do that. The row is committed before
// the provider is asked to change anything, so that a try that broke off anywhere is finished by the next one.
import { hashInput } from '../../ledger/index.ts';
import { CHECKOUT_CANCELED_PATH } from '../checkout/checkout-pages.ts';
import { checkoutDoneUrl } from '../checkout/checkout-result.ts';
import { decideReturnUrls, refuseKey } from '../checkout/decide-request.ts';
import { ensureCustomer } from '../customers/customers.ts';
import { ProviderUnavailableError } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { type CarriedOut, carryOutChange, withdrawChange } from './carry-out-change.ts';
import { decidePlanChange, type PlanChangeDecision } from './decide-plan-change.ts';
import type { PlanChangeKind } from './entities.ts';
import { countChanges, findChangeByKey, findOpenChange, insertChange, type PlanChange } from './plan-change.ts';
import type { PlanInterval, PlanOffer } from './plan-payments.ts';
import type { ChangePlanOutcome, ChangePlanRefusal, ChangePlanRequest } from './plans.ts';
import { freePlanOf } from './sync-subscription.ts';

type Entry =
  | { readonly status: 'entered'; readonly row: PlanChange; readonly replayed: boolean }
  | { readonly status: 'refused'; readonly refusal: ChangePlanRefusal };

/** Rivals that end while we look; more than a few are not an accident. */
const MOST_TRIES = 5;

/** Longer than all calls of a change with their retries. */
const CALLS_MILLISECONDS = 600_000;
/** The provider remembers a key for a day (https://docs.stripe.com/api/idempotent_requests). */
const KEY_MILLISECONDS = 82_800_000;

const WHY_NOT = {
  UNPAID: 'The last invoice of the plan is unpaid. Pay it or change the card in the billing portal first.',
  NOT_SUBSCRIBED: 'There is no subscription to end: this plan was given by the operator.',
} as const;
const GIVEN_UP = 'This change was given up. Ask for it again under a new idempotencyKey.';

export async function changePlan(context: PurchaseContext, request: ChangePlanRequest): Promise<ChangePlanOutcome> {
  const unusable = refuseKey(request.idempotencyKey);
  if (unusable !== undefined) return refused(unusable);
  const wrong = decideReturnUrls(request, context.returnOrigins());
  if (wrong !== undefined) return (await findChanged(context, request)) ?? refused(wrong);
  try {
    const entry = await enter(context, request);
    if (entry.status === 'refused') return entry;
    return toOutcome(await carryOutChange(context, entry.row, KEY_MILLISECONDS), entry.replayed);
  } catch (error) {
    if (!(error instanceof ProviderUnavailableError)) throw error;
    context.log.error({ reason: error.message }, 'the payment provider could not be asked for a plan change');
    return refused({ code: 'PAYMENT_PROVIDER_UNAVAILABLE' });
  }
}

/** The first answer to a request under this key, whatever bars a new one; undefined when there was none to this input. */
export async function findChanged(
  { database }: Pick<PurchaseContext, 'database'>,
  request: ChangePlanRequest,
): Promise<ChangePlanOutcome | undefined> {
  const row = await findChangeByKey(database, request.accountId, request.idempotencyKey);
  const isAnswered = row !== undefined && (row.state !== 'OPEN' || row.checkoutUrl !== undefined);
  return isAnswered && row.inputHash === hashChange(request) ? toOutcome({ row }, true) : undefined;
}

const hashChange = ({ planId, interval = 'MONTH', successUrl, cancelUrl }: ChangePlanRequest): string =>
  hashInput({ planId, interval, successUrl, cancelUrl });

async function enter(context: PurchaseContext, request: ChangePlanRequest): Promise<Entry> {
  const { accountId, planId, interval = 'MONTH', idempotencyKey } = request;
  const inputHash = hashChange(request);
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const before = await findChangeByKey(context.database, accountId, idempotencyKey);
    if (before !== undefined) {
      if (before.inputHash === inputHash) return { status: 'entered', row: before, replayed: true };
      return refused({ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', idempotencyKey });
    }
    const target = targetOf(context, planId, interval);
    if ('code' in target) return refused(target);
    await giveWay(context, accountId);
    const entry = await enterNew(context, request, { target, inputHash });
    if (entry !== undefined) return entry;
  }
  throw new ProviderUnavailableError('other changes of this plan kept coming in between');
}

/**
 * One change at a time: what another key began a moment ago is finished, or its page closed, so that nobody pays for two
 * plans. What was left half done longer ago is not wanted any more.
 */
async function giveWay(context: PurchaseContext, accountId: string): Promise<void> {
  const open = await findOpenChange(context.database, accountId);
  if (open === undefined) return;
  const { row } = await carryOutChange(context, open, CALLS_MILLISECONDS);
  if (row.state === 'OPEN') await withdrawChange(context, row);
}

/** A plan as it would be paid for. */
interface Target extends Pick<PlanOffer, 'name' | 'interval' | 'price' | 'credits'> {
  readonly id: string;
}

function targetOf({ catalog }: PurchaseContext, planId: string, interval: PlanInterval): Target | ChangePlanRefusal {
  const plan = catalog.plan(planId);
  if (plan === undefined) {
    return { code: 'PLAN_NOT_FOUND', planId, allowed: catalog.storefront.plans.map(({ id }) => id) };
  }
  const { id, name, price, monthlyCredits: credits, yearly } = plan;
  if (interval === 'MONTH' || price.minorUnits === 0n) return { id, name, interval: 'MONTH', price, credits };
  if (yearly !== undefined) return { id, name, interval, ...yearly };
  return { code: 'INVALID_PARAMETER', path: ['interval'], message: `The plan ${id} is sold by the month only.` };
}

interface Wanted {
  readonly target: Target;
  readonly inputHash: string;
}

/** Undefined when a rival was faster. */
async function enterNew(
  context: PurchaseContext,
  request: ChangePlanRequest,
  { target, inputHash }: Wanted,
): Promise<Entry | undefined> {
  const { accountId, idempotencyKey, successUrl, cancelUrl } = request;
  const customerId = await ensureCustomer(context, accountId);
  // Before anything that is decided on is looked at.
  const changesBefore = await countChanges(context.database, accountId);
  const decision = await decide(context, { accountId, customerId, target });
  if (decision.kind === 'REFUSED') {
    const code = decision.reason === 'UNPAID' ? 'PAYMENT_DECLINED' : 'PURCHASE_NOT_ALLOWED';
    return refused({ code, message: WHY_NOT[decision.reason] });
  }
  const { kind, subscriptionId, itemId } = { subscriptionId: undefined, itemId: undefined, ...decision };
  const change = {
    ...{ accountId, planId: target.id, kind, idempotencyKey, inputHash, customerId, subscriptionId, itemId },
    priceId: NEEDS_PRICE.has(kind) ? await priceOf(context, target) : undefined,
    successUrl: successUrl ?? checkoutDoneUrl(context.publicUrl(), accountId),
    cancelUrl: cancelUrl ?? `${context.publicUrl()}${CHECKOUT_CANCELED_PATH}`,
  };
  const row = await insertChange(context, change, changesBefore);
  return row === undefined ? undefined : { status: 'entered', row, replayed: false };
}

const NEEDS_PRICE: ReadonlySet<PlanChangeKind> = new Set(['CHECKOUT', 'SUBSCRIBE', 'UPGRADE', 'DOWNGRADE']);

/** Looks at the provider, not at our rows: what was paid a moment ago may have no event yet. */
async function decide(
  { accounts, catalog, payments }: PurchaseContext,
  { accountId, customerId, target }: Pick<Wanted, 'target'> & { accountId: string; customerId: string },
): Promise<PlanChangeDecision> {
  const account = await accounts.find(accountId);
  return decidePlanChange({
    target,
    planId: account?.planId ?? freePlanOf(catalog),
    subscriptions: await payments.subscriptionsOf(customerId),
    hasCard: await payments.hasCard(customerId),
  });
}

function priceOf({ catalog, payments }: PurchaseContext, target: Target): Promise<string> {
  const { id: planId, name, interval, price, credits } = target;
  return payments.preparePrice({ storefront: catalog.storefront.name, planId, name, interval, price, credits });
}

function toOutcome({ row, decline }: CarriedOut, replayed: boolean): ChangePlanOutcome {
  if (row.state === 'DECLINED') {
    const { reason: message = 'The card was declined; the plan is as it was.', declineCode } = decline ?? {};
    return refused({ code: 'PAYMENT_DECLINED', message, declineCode });
  }
  if (row.state === 'CLOSED') return refused({ code: 'PURCHASE_NOT_ALLOWED', message: GIVEN_UP });
  const checkoutUrl = row.state === 'OPEN' ? row.checkoutUrl : undefined;
  return { status: 'accepted', checkoutUrl, replayed };
}

const refused = (refusal: ChangePlanRefusal) => ({ status: 'refused', refusal }) as const;
