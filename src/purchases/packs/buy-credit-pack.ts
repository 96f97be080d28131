// Opens a checkout for a pack. The row is committed before the provider is called, and carries the call's idempotency
// key, so that a try that broke off anywhere is finished by the next one with the same key.
import type { CreditPack } from '../../catalog/index.ts';
import { newId, toPublicId } from '../../database/index.ts';
import { hashInput } from '../../ledger/index.ts';
import { formatCredits } from '../../money/index.ts';
import { CHECKOUT_CANCELED_PATH } from '../checkout/checkout-pages.ts';
import { checkoutDoneUrl } from '../checkout/checkout-result.ts';
import { ensureCustomer } from '../customers/ensure-customer.ts';
import type { CheckoutAnswer, CheckoutRequest } from '../payments.ts';
import { ProviderUnavailableError } from '../provider-unavailable-error.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { BuyOutcome, BuyRequest, Purchase, PurchaseRefusal } from '../purchases.ts';
import { decideBuyInput, refuseKey } from './decide-buy-input.ts';
import { isEligible, paidPlanIds } from './pack-eligibility.ts';
import { PURCHASE_COLUMNS, type PurchaseRow, toPurchase } from './purchase-row.ts';
import { findPurchaseRow, findRowByIdempotencyKey } from './read-purchases.ts';

interface Entry {
  readonly row: PurchaseRow;
  /** The row was there before this request. */
  readonly replayed: boolean;
}

const INSERT_PURCHASE = `insert into purchase (account_id, id, pack_id, pack_name, validity, credits, price_minor_units,
    price_currency, idempotency_key, input_hash, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  on conflict (account_id, idempotency_key) do nothing returning ${PURCHASE_COLUMNS}`;

/** A webhook can overtake the answer to our own call and name the session first. */
const KEEP_CHECKOUT = `update purchase set checkout_session_id = coalesce(checkout_session_id, $3),
    checkout_url = coalesce(checkout_url, $4)
  where account_id = $1 and id = $2 returning ${PURCHASE_COLUMNS}`;

const VALIDITY_WORDS: Readonly<Record<Purchase['pack']['validity'], string>> = {
  DAYS_30: 'valid for 30 days',
  DAYS_90: 'valid for 90 days',
  LIFETIME: 'no expiry',
};

export async function buyCreditPack(context: PurchaseContext, request: BuyRequest): Promise<BuyOutcome> {
  const unusable = refuseKey(request.idempotencyKey);
  if (unusable !== undefined) return refused(unusable);
  const refusal = decideBuyInput(request, context.returnOrigins());
  if (refusal !== undefined) return (await findBought(context, request)) ?? refused(refusal);
  const { idempotencyKey } = request;
  const inputHash = hashBuy(request);
  const entry = await enterPurchase(context, request, inputHash);
  if ('code' in entry) return refused(entry);
  if (entry.row.input_hash !== inputHash) {
    return refused({ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', idempotencyKey });
  }
  return isAnswered(entry.row) ? accepted(entry) : openCheckout(context, request, entry);
}

/** The first answer to a request under this key, whatever bars a new one; undefined when there was none to this input. */
export async function findBought(
  { database }: Pick<PurchaseContext, 'database'>,
  request: BuyRequest,
): Promise<BuyOutcome | undefined> {
  const row = await findRowByIdempotencyKey(database, request.accountId, request.idempotencyKey);
  if (row?.input_hash !== hashBuy(request)) return undefined;
  return isAnswered(row) ? accepted({ row, replayed: true }) : undefined;
}

const hashBuy = ({ packId, successUrl, cancelUrl }: BuyRequest): string => hashInput({ packId, successUrl, cancelUrl });

const isAnswered = (row: PurchaseRow): boolean => row.status !== 'PENDING' || row.checkout_url !== null;

/** The purchase under this key, made now if it is new and the account may buy the pack. */
async function enterPurchase(
  context: PurchaseContext,
  request: BuyRequest,
  inputHash: string,
): Promise<Entry | PurchaseRefusal> {
  const { accountId, packId, idempotencyKey } = request;
  // First, so that a replay is answered even when the pack has left the storefront since.
  const before = await findRowByIdempotencyKey(context.database, accountId, idempotencyKey);
  if (before !== undefined) return { row: before, replayed: true };
  const pack = context.catalog.pack(packId);
  if (pack === undefined) {
    return { code: 'PACK_NOT_FOUND', packId, allowed: context.catalog.storefront.packs.map(({ id }) => id) };
  }
  const ineligible = await refuseWithoutPlan(context, accountId, pack);
  if (ineligible !== undefined) return ineligible;
  const inserted = await insertPurchase(context, request, { pack, inputHash });
  if (inserted !== undefined) return { row: inserted, replayed: false };
  const rival = await findRowByIdempotencyKey(context.database, accountId, idempotencyKey);
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
): Promise<PurchaseRow | undefined> {
  const [row] = await context.database.rows<PurchaseRow>(INSERT_PURCHASE, [
    request.accountId,
    newId(),
    pack.id,
    pack.name,
    pack.validity,
    pack.credits,
    pack.price.minorUnits,
    pack.price.currency,
    request.idempotencyKey,
    inputHash,
    context.now(),
  ]);
  return row;
}

async function openCheckout(context: PurchaseContext, request: BuyRequest, entry: Entry): Promise<BuyOutcome> {
  const { account_id: accountId, id } = entry.row;
  const answer = await askForCheckout(context, request, toPurchase(entry.row));
  switch (answer.status) {
    case 'open': {
      const values = [accountId, id, answer.sessionId, answer.url];
      const [row] = await context.database.rows<PurchaseRow>(KEEP_CHECKOUT, values);
      if (row === undefined) throw new Error(`purchase ${id} is gone`);
      return accepted({ ...entry, row });
    }
    case 'unavailable': {
      const purchaseId = toPublicId('pur', id);
      context.log.error({ purchaseId, reason: answer.reason }, 'the payment provider opened no checkout');
      // A rival with the same key may have succeeded meanwhile.
      const row = await findPurchaseRow(context.database, accountId, id);
      if (row !== undefined && row.checkout_url !== null) return accepted({ ...entry, row });
      return refused({ code: 'PAYMENT_PROVIDER_UNAVAILABLE' });
    }
    default:
      return answer satisfies never;
  }
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
