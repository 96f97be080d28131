// Opens a checkout for a pack. The row is committed before the provider is called, and carries the call's idempotency
// key, so that a try that broke off anywhere is finished by the next one with the same key.
import type { CreditPack } from '../../catalog/index.ts';
import { newId, toPublicId, withoutNulls } from '../../database/index.ts';
import { hashInput } from '../../ledger/index.ts';
import { formatCredits } from '../../money/index.ts';
import { CHECKOUT_CANCELED_PATH } from '../checkout/checkout-pages.ts';
import { checkoutDoneUrl } from '../checkout/checkout-result.ts';
import { decideReturnUrls, refuseKey } from '../checkout/decide-request.ts';
import { ensureCustomer } from '../customers/customers.ts';
import type { PurchaseTables } from '../entities.ts';
import type { CheckoutAnswer, CheckoutRequest } from '../payments.ts';
import { ProviderUnavailableError } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { BuyOutcome, BuyRequest, Purchase, PurchaseRefusal } from '../purchases.ts';
import { isEligible, paidPlanIds } from './pack-eligibility.ts';
import { findPurchase, findPurchaseByKey, type StoredPurchase, toPurchase } from './read-purchases.ts';

interface Entry {
  readonly row: StoredPurchase;
  /** The row was there before this request. */
  readonly replayed: boolean;
}

const VALIDITY_WORDS: Readonly<Record<Purchase['pack']['validity'], string>> = {
  DAYS_30: 'valid for 30 days',
  DAYS_90: 'valid for 90 days',
  LIFETIME: 'no expiry',
};

export async function buyCreditPack(context: PurchaseContext, request: BuyRequest): Promise<BuyOutcome> {
  const unusable = refuseKey(request.idempotencyKey);
  if (unusable !== undefined) return refused(unusable);
  const refusal = decideReturnUrls(request, context.returnOrigins());
  if (refusal !== undefined) return (await findBought(context, request)) ?? refused(refusal);
  const { idempotencyKey } = request;
  const inputHash = hashBuy(request);
  const entry = await enterPurchase(context, request, inputHash);
  if ('code' in entry) return refused(entry);
  if (entry.row.inputHash !== inputHash) {
    return refused({ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', idempotencyKey });
  }
  return isAnswered(entry.row) ? accepted(entry) : openCheckout(context, request, entry);
}

/** The first answer to a request under this key, whatever bars a new one; undefined when there was none to this input. */
export async function findBought(
  { database }: Pick<PurchaseContext, 'database'>,
  request: BuyRequest,
): Promise<BuyOutcome | undefined> {
  const row = await findPurchaseByKey(database, request.accountId, request.idempotencyKey);
  if (row?.inputHash !== hashBuy(request)) return undefined;
  return isAnswered(row) ? accepted({ row, replayed: true }) : undefined;
}

const hashBuy = ({ packId, successUrl, cancelUrl }: BuyRequest): string => hashInput({ packId, successUrl, cancelUrl });

const isAnswered = (row: StoredPurchase): boolean => row.status !== 'PENDING' || row.checkoutUrl !== undefined;

/** The purchase under this key, made now if it is new and the account may buy the pack. */
async function enterPurchase(
  context: PurchaseContext,
  request: BuyRequest,
  inputHash: string,
): Promise<Entry | PurchaseRefusal> {
  const { accountId, packId, idempotencyKey } = request;
  // First, so that a replay is answered even when the pack has left the storefront since.
  const before = await findPurchaseByKey(context.database, accountId, idempotencyKey);
  if (before !== undefined) return { row: before, replayed: true };
  const pack = context.catalog.pack(packId);
  if (pack === undefined) {
    return { code: 'PACK_NOT_FOUND', packId, allowed: context.catalog.storefront.packs.map(({ id }) => id) };
  }
  const ineligible = await refuseWithoutPlan(context, accountId, pack);
  if (ineligible !== undefined) return ineligible;
  const inserted = await insertPurchase(context, request, { pack, inputHash });
  if (inserted !== undefined) return { row: inserted, replayed: false };
  const rival = await findPurchaseByKey(context.database, accountId, idempotencyKey);
  if (rival === undefined) throw new Error('a purchase is neither new nor there');
  return { row: rival, replayed: true };
}

async function refuseWithoutPlan(
  { accounts, catalog }: PurchaseContext,
  accountId: string,
  pack: CreditPack,
): Promise<PurchaseRefusal | undefined> {
  if (pack.requiresPlan !== true) return undefined;
  const account = await accounts.find(accountId);
  if (isEligible(catalog, pack, account?.planId)) return undefined;
  return { code: 'PURCHASE_NOT_ALLOWED', packId: pack.id, allowedPlans: paidPlanIds(catalog) };
}

async function insertPurchase(
  context: PurchaseContext,
  request: BuyRequest,
  { pack, inputHash }: { readonly pack: CreditPack; readonly inputHash: string },
): Promise<StoredPurchase | undefined> {
  const row = await context.database
    .tables<PurchaseTables>()
    .insertInto('purchase')
    .values({
      accountId: request.accountId,
      id: newId(),
      packId: pack.id,
      packName: pack.name,
      validity: pack.validity,
      credits: pack.credits,
      priceMinorUnits: pack.price.minorUnits,
      priceCurrency: pack.price.currency,
      idempotencyKey: request.idempotencyKey,
      inputHash,
      createdAt: context.now(),
    })
    .onConflict((conflict) => conflict.columns(['accountId', 'idempotencyKey']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : withoutNulls(row);
}

async function openCheckout(context: PurchaseContext, request: BuyRequest, entry: Entry): Promise<BuyOutcome> {
  const { accountId, id } = entry.row;
  const answer = await askForCheckout(context, request, toPurchase(entry.row));
  switch (answer.status) {
    case 'open':
      return accepted({ ...entry, row: await keepCheckout(context, entry.row, answer) });
    case 'unavailable': {
      const purchaseId = toPublicId('pur', id);
      context.log.error({ purchaseId, reason: answer.reason }, 'the payment provider opened no checkout');
      // A rival with the same key may have succeeded meanwhile.
      const row = await findPurchase(context.database, accountId, id);
      if (row?.checkoutUrl !== undefined) return accepted({ ...entry, row });
      return refused({ code: 'PAYMENT_PROVIDER_UNAVAILABLE' });
    }
    default:
      return answer satisfies never;
  }
}

/** A webhook can overtake the answer to our own call and name the session first. */
async function keepCheckout(
  { database }: PurchaseContext,
  { accountId, id }: StoredPurchase,
  { sessionId, url }: Extract<CheckoutAnswer, { status: 'open' }>,
): Promise<StoredPurchase> {
  const row = await database
    .tables<PurchaseTables>()
    .updateTable('purchase')
    .set((by) => ({
      checkoutSessionId: by.fn.coalesce('checkoutSessionId', by.val(sessionId)),
      checkoutUrl: by.fn.coalesce('checkoutUrl', by.val(url)),
    }))
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw new Error(`purchase ${id} is gone`);
  return withoutNulls(row);
}

async function askForCheckout(
  context: PurchaseContext,
  request: BuyRequest,
  purchase: Purchase,
): Promise<CheckoutAnswer> {
  try {
    const customerId = await ensureCustomer(context, purchase.accountId);
    return await context.payments.createCheckout(checkoutRequest(context, request, { purchase, customerId }));
  } catch (error) {
    if (!(error instanceof ProviderUnavailableError)) throw error;
    return { status: 'unavailable', reason: error.message };
  }
}

/** Made of what was written down and the request only: the provider refuses a repeated key whose parameters differ. */
function checkoutRequest(
  context: PurchaseContext,
  request: BuyRequest,
  { purchase, customerId }: { readonly purchase: Purchase; readonly customerId: string },
): CheckoutRequest {
  const { pack, credits, price } = purchase;
  return {
    customerId,
    purchaseId: toPublicId('pur', purchase.id),
    accountId: toPublicId('acct', purchase.accountId),
    name: pack.name,
    description: `${formatCredits(credits)} credits, ${VALIDITY_WORDS[pack.validity]}`,
    price,
    successUrl: request.successUrl ?? checkoutDoneUrl(context.publicUrl(), purchase.accountId),
    cancelUrl: request.cancelUrl ?? `${context.publicUrl()}${CHECKOUT_CANCELED_PATH}`,
  };
}

const accepted = ({ row, replayed }: Entry): BuyOutcome => ({
  status: 'accepted',
  purchase: toPurchase(row),
  replayed,
});
const refused = (refusal: PurchaseRefusal): BuyOutcome => ({ status: 'refused', refusal });
