// A row of FOCUS 1.2 (FinOps Open Cost and Usage Specification) out of a line of the ledger, with credits as the pricing currency, as
// its appendix "Virtual Currency Pricing Model" has it: credits are bought (Purchase, billed, without effect), then used (Usage, not
// billed again, with what those credits had cost as the effective cost). Pure.
import {
  addFractions,
  type Fraction,
  formatCredits,
  formatDecimal,
  formatMoney,
  fraction,
  type MicroCredits,
  multiplyFractions,
  NOTHING,
  negate,
} from '../../money/index.ts';
import type { FocusFacts, FocusLine, FocusLot } from './focus-facts.ts';

export type FocusRow = Readonly<Record<string, string | undefined>>;

const CREDIT = 1_000_000n;
const BILLIONTHS = 1_000_000_000n;
/** Credits have six digits, their price nine. */
const DIGITS = 15;
const SECOND = 1_000;
/** Characters of `2026-11`. */
const MONTH = 7;
/** The credit line of a postpaid account, where a lot is named: what it lends is billed when it is used. */
const CREDIT_LINE = 0;

export function focusRow(line: FocusLine, facts: FocusFacts): FocusRow {
  const { accountId, accountName, seller } = facts;
  const begins = momentOf(line.createdAt.getTime());
  return {
    BillingAccountId: accountId,
    BillingAccountName: accountName,
    BillingPeriodStart: `${begins.slice(0, MONTH)}-01T00:00:00Z`,
    BillingPeriodEnd: `${monthAfter(begins)}-01T00:00:00Z`,
    ChargePeriodStart: begins,
    ChargePeriodEnd: momentOf(line.createdAt.getTime() + SECOND),
    InvoiceIssuerName: seller,
    ProviderName: seller,
    PricingCategory: 'Standard',
    ServiceCategory: 'AI and Machine Learning',
    ServiceSubcategory: 'Generative AI',
    ServiceName: 'Generative media',
    SubAccountId: line.apiKeyId,
    SubAccountName: line.apiKeyName,
    SubAccountType: line.apiKeyId === undefined ? undefined : 'API key',
    x_Sequence: String(line.sequence),
    ...(line.type === 'ADD' ? purchaseCells(line, facts) : usageCells(line, facts)),
  };
}

/** `2026-11-21T12:00:00Z`: the second that it is in. */
const momentOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** Of `2026-12-21T12:00:00Z`: `2027-01`. */
function monthAfter(moment: string): string {
  const [year, month] = [Number(moment.slice(0, 4)), Number(moment.slice(5, MONTH))];
  return month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
}

/** Mostly nothing: what the credit line lent, what gifts had cost. */
const decimal = (value: Fraction): string => (value.numerator === 0n ? '0' : formatDecimal(value, DIGITS));

const listPrice = ({ creditPrice }: FocusFacts): Fraction => fraction(creditPrice.billionths, BILLIONTHS);

const worth = (amount: MicroCredits, price: Fraction): Fraction => multiplyFractions(fraction(amount, CREDIT), price);

function usageCells(line: FocusLine, facts: FocusFacts): FocusRow {
  const price = listPrice(facts);
  const credits = negate(line.moved);
  const isBack = line.type === 'REFUND';
  const unitPrice = isBack ? line.moved : credits;
  const listCost = decimal(worth(credits, price));
  const billed = sharesWorth(line, (lot) => (lot === CREDIT_LINE ? price : NOTHING));
  const paid = sharesWorth(line, (lot) => (lot === CREDIT_LINE ? price : paidPrice(facts.lots.get(lot), facts)));
  const model = line.model ?? 'unknown model';
  return {
    BilledCost: decimal(billed),
    BillingCurrency: facts.creditPrice.currency,
    ChargeCategory: 'Usage',
    ChargeClass: isBack && isOfEarlierMonth(line) ? 'Correction' : undefined,
    ChargeDescription: isBack ? `Given back: a generation of ${model}` : `A generation of ${model}`,
    ChargeFrequency: 'Usage-Based',
    ConsumedQuantity: isBack ? '-1' : '1',
    ConsumedUnit: 'Generations',
    ContractedCost: listCost,
    EffectiveCost: decimal(paid),
    ListCost: listCost,
    ListUnitPrice: withoutSign(listCost),
    PricingCurrency: facts.creditName,
    PricingCurrencyContractedUnitPrice: formatCredits(unitPrice),
    PricingCurrencyEffectiveCost: formatCredits(credits),
    PricingCurrencyListUnitPrice: formatCredits(unitPrice),
    PricingQuantity: isBack ? '-1' : '1',
    PricingUnit: 'Generations',
    PublisherName: model.includes('/') ? model.slice(0, model.indexOf('/')) : facts.seller,
    SkuId: model,
    SkuMeter: 'Generations',
    SkuPriceId: `${model}@${line.priceVersion ?? 'unknown'}`,
    Tags: tagsOf(line.tags),
    x_GenerationId: line.generationId,
    x_UpstreamProvider: line.provider,
    x_EndUser: line.endUser,
  };
}

/** A refund has a quantity below zero, and a price above. */
const withoutSign = (text: string): string => (text.startsWith('-') ? text.slice(1) : text);

/** A tag has no value: the specification then wants `true`. */
function tagsOf(tags: readonly string[] | undefined): string | undefined {
  if (tags === undefined || tags.length === 0) return undefined;
  return JSON.stringify(Object.fromEntries(tags.map((tag) => [tag, true])));
}

/** What belongs to an earlier billing period is corrected; within one there is nothing to correct. */
function isOfEarlierMonth({ chargedAt, createdAt }: FocusLine): boolean {
  return chargedAt !== undefined && chargedAt.toISOString().slice(0, MONTH) < createdAt.toISOString().slice(0, MONTH);
}

/** Over what was taken of each lot; of a refund, below zero. */
function sharesWorth(line: FocusLine, priceOf: (lot: number) => Fraction): Fraction {
  const shares = line.lots.map(({ lot, amount }) =>
    worth(line.type === 'REFUND' ? negate(amount) : amount, priceOf(lot)),
  );
  return shares.reduce(addFractions, NOTHING);
}

/** Of one credit of a lot: what was paid for it; nothing for a gift; the list price where nobody knows, or in other money. */
function paidPrice(lot: FocusLot | undefined, facts: FocusFacts): Fraction {
  if (lot === undefined) return listPrice(facts);
  if (!PAID.has(lot.source)) return NOTHING;
  if (lot.price?.currency !== facts.creditPrice.currency) return listPrice(facts);
  return multiplyFractions(amountOf(lot.price), fraction(CREDIT, lot.granted));
}

const PAID: ReadonlySet<FocusLot['source']> = new Set(['PACK', 'PLAN', 'AUTO_TOP_UP']);

/** In whole units of its currency. */
function amountOf(price: NonNullable<FocusLot['price']>): Fraction {
  const text = formatMoney(price);
  const digits = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
  return fraction(price.minorUnits, 10n ** BigInt(digits));
}

/** One pack: its price, to the last digit. What a pack's price is not known of counts at the list price of its credits. */
function purchaseCells(line: FocusLine, facts: FocusFacts): FocusRow {
  const { purchase } = line;
  const price = purchase === undefined ? worth(line.moved, listPrice(facts)) : amountOf(purchase.price);
  const currency = purchase === undefined ? facts.creditPrice.currency : purchase.price.currency;
  const cost = decimal(price);
  const sku = purchase?.packId ?? `${line.source?.toLowerCase() ?? 'other'}-credits`;
  return {
    BilledCost: cost,
    BillingCurrency: currency,
    ChargeCategory: 'Purchase',
    ChargeDescription: `${purchase?.packName ?? 'Credits'}: ${formatCredits(line.moved)} ${facts.creditName}`,
    ChargeFrequency: line.source === 'PLAN' ? 'Recurring' : 'One-Time',
    ContractedCost: cost,
    EffectiveCost: '0',
    ListCost: cost,
    ListUnitPrice: cost,
    PricingCurrency: currency,
    PricingCurrencyContractedUnitPrice: cost,
    PricingCurrencyEffectiveCost: '0',
    PricingCurrencyListUnitPrice: cost,
    PricingQuantity: '1',
    PricingUnit: 'Packs',
    PublisherName: facts.seller,
    SkuId: sku,
    SkuMeter: 'Credits',
    SkuPriceId: `${sku}@${cost} ${currency}`,
  };
}
