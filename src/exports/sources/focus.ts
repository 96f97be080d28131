// Usage and purchases in the columns of FOCUS 1.2.
import { type Sql, toPublicId } from '../../database/index.ts';
import { type ChargedRow, type PaidLot, readCharges, readPaidLots } from '../../usage/index.ts';
import type { FocusFacts, FocusLine, FocusLot } from '../decide/focus-facts.ts';
import { focusRow } from '../decide/focus-row.ts';
import { type Column, number, pagesBySequence, type Source, text } from './source.ts';

export const FOCUS_VERSION = '1.2';

/**
 * All Mandatory columns; of the conditional ones those whose conditions hold here (list prices are published, prices are in a
 * virtual currency, keys are sub accounts, requests have tags); then ours, with the prefix for them.
 */
const FOCUS_COLUMNS: readonly Column[] = [
  number('BilledCost'),
  text('BillingAccountId'),
  text('BillingAccountName'),
  text('BillingCurrency'),
  text('BillingPeriodEnd'),
  text('BillingPeriodStart'),
  text('ChargeCategory'),
  text('ChargeClass'),
  text('ChargeDescription'),
  text('ChargeFrequency'),
  text('ChargePeriodEnd'),
  text('ChargePeriodStart'),
  number('ConsumedQuantity'),
  text('ConsumedUnit'),
  number('ContractedCost'),
  number('EffectiveCost'),
  text('InvoiceIssuerName'),
  number('ListCost'),
  number('ListUnitPrice'),
  text('PricingCategory'),
  text('PricingCurrency'),
  number('PricingCurrencyContractedUnitPrice'),
  number('PricingCurrencyEffectiveCost'),
  number('PricingCurrencyListUnitPrice'),
  number('PricingQuantity'),
  text('PricingUnit'),
  text('ProviderName'),
  text('PublisherName'),
  text('ServiceCategory'),
  text('ServiceName'),
  text('ServiceSubcategory'),
  text('SkuId'),
  text('SkuMeter'),
  text('SkuPriceDetails'),
  text('SkuPriceId'),
  text('SubAccountId'),
  text('SubAccountName'),
  text('SubAccountType'),
  text('Tags'),
  text('x_GenerationId'),
  text('x_UpstreamProvider'),
  text('x_EndUser'),
  number('x_Sequence'),
];

export const focusOf = (factsOf: (accountId: string) => Promise<Omit<FocusFacts, 'lots'>>): Source => ({
  columns: FOCUS_COLUMNS,
  summed: ['BilledCost', 'EffectiveCost', 'ListCost', 'PricingCurrencyEffectiveCost'],
  async *pages(read, asked) {
    const facts = { ...(await factsOf(asked.accountId)), lots: await read((sql) => lotsOf(sql, asked.accountId)) };
    const pages = pagesBySequence(asked, (range) => read((sql) => readCharges(sql, { ...range, withPurchases: true })));
    for await (const page of pages) {
      yield page.map((found) => {
        const row = focusRow(toLine(found), facts);
        return FOCUS_COLUMNS.map(({ name }) => row[name]);
      });
    }
  },
});

async function lotsOf(sql: Sql, accountId: string): Promise<ReadonlyMap<number, FocusLot>> {
  const lots = await readPaidLots(sql, accountId);
  return new Map(lots.map((lot) => [lot.number, { source: lot.source, granted: lot.granted, price: priceOf(lot) }]));
}

const priceOf = ({
  priceMinorUnits: minorUnits,
  priceCurrency: currency,
}: Pick<PaidLot, 'priceMinorUnits' | 'priceCurrency'>) =>
  minorUnits === null || currency === null ? undefined : { minorUnits, currency };

const given = <Value>(value: Value | null): Value | undefined => value ?? undefined;

const publicId = (prefix: 'gen' | 'key', uuid: string | null): string | undefined =>
  uuid === null ? undefined : toPublicId(prefix, uuid);

function toLine(row: ChargedRow): FocusLine {
  const { sequence, type, createdAt, moved } = row;
  return {
    ...{ sequence, type, createdAt, moved, lots: sharesOf(row) },
    generationId: publicId('gen', row.generationId),
    apiKeyId: publicId('key', row.apiKeyId),
    apiKeyName: given(row.apiKeyName),
    chargedAt: given(row.chargedAt),
    model: given(row.model),
    priceVersion: given(row.priceVersion),
    provider: given(row.provider),
    endUser: given(row.endUser),
    tags: given(row.tags),
    source: given(row.source),
    purchase: purchaseOf(row),
  };
}

function sharesOf({ lotNumbers, lotAmounts }: ChargedRow): FocusLine['lots'] {
  return lotNumbers.flatMap((lot, index) => {
    const amount = lotAmounts[index];
    return amount === undefined ? [] : [{ lot, amount }];
  });
}

function purchaseOf(row: ChargedRow): FocusLine['purchase'] {
  const { packId, packName } = row;
  const price = priceOf(row);
  return price === undefined || packId === null || packName === null ? undefined : { packId, packName, price };
}
