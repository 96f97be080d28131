// FOCUS: an export has the columns, the values and the rules of the FinOps Open Cost and Usage Specification 1.2. The rules stand here
// as the specification has them, by column, and know nothing of how the rows are made.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/database/index.ts';
import { hashInput } from '../../src/ledger/index.ts';
import { formatCredits } from '../../src/money/index.ts';
import { credits } from '../support/ledger-world.ts';
import { readCsv } from '../support/read-csv.ts';
import { createExportWorld, type ExportWorld } from './export-world.ts';

type FocusRow = Readonly<Record<string, string>>;

let world: ExportWorld;
let accountId: string;
let rows: FocusRow[];

const rowsOf = (text: string): FocusRow[] => {
  const [header = [], ...cells] = readCsv(text);
  return cells.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
};

/** A generation that was reserved and charged. */
async function charge(amount: string): Promise<string> {
  const { generationId } = await world.reserve(accountId, amount, { apiKeyId: await world.newKey(accountId) });
  await world.ledger.submit({ command: { kind: 'charge', accountId, generationId, amount: credits(amount) } });
  await world.database.rows(
    `insert into generation (account_id, id, api_key_id, model, parameters, count, status, price_version, max_cost, cost_estimate,
       cost, created_at, ended_at, tags, metadata)
     values ($1, $2, $3, 'bfl/flux-1.1-pro', '{}', 1, 'SUCCEEDED', 'usd-credits@2026-11-21.abc', $4, $4, $4, $5, $5,
       '{"=autumn","film"}', '{"userId": "customer-1"}')`,
    [accountId, generationId, newId(), credits(amount), world.clock.now],
  );
  return generationId;
}

beforeAll(async () => {
  world = await createExportWorld();
  world.clock.now = new Date('2026-10-30T12:00:00.250Z');
  accountId = await world.newAccount();
  // 1,001 credits for 1,000 USD: what one cost has no end as a decimal.
  const purchaseId = newId();
  await world.database.rows(
    `insert into purchase (account_id, id, pack_id, pack_name, validity, credits, price_minor_units, price_currency,
       idempotency_key, input_hash, created_at) values ($1, $2, 'pack-1000', '1,000 credits and one', 'LIFETIME', 1001000000,
       100000, 'USD', 'k', 'h', $3)`,
    [accountId, purchaseId, world.clock.now],
  );
  await world.add(accountId, '5', { source: 'PROMOTION' });
  await charge('5');
  await world.add(accountId, '1001', { source: 'PACK', purchaseId });
  const generationId = await charge('0.052');
  const back = (amount: string, key: string) =>
    world.ledger.submit({
      command: {
        ...{ kind: 'refundCharge' as const, accountId, generationId, amount: credits(amount), reason: 'given back' },
        ...{ idempotencyKey: key, inputHash: hashInput({ key }) },
      },
    });
  await back('0.01', 'same month');
  world.clock.now = new Date('2026-11-02T12:00:00Z');
  await back('0.02', 'next month');
  await world.add(accountId, '50', { source: 'PLAN' });
  await world.ledger.setCreditLimit(accountId, credits('10000'));
  await charge('1060');
  const taken = await world.take(accountId, 'USAGE', 'FOCUS');
  expect(taken.manifest).toMatchObject({ form: 'FOCUS', focusVersion: '1.2' });
  rows = rowsOf(taken.text);
});
afterAll(() => world.close());

/** Specification 1.2, `columns`, Feature level "Mandatory". */
const MANDATORY = [
  ...[
    'BilledCost',
    'BillingAccountId',
    'BillingAccountName',
    'BillingCurrency',
    'BillingPeriodEnd',
    'BillingPeriodStart',
  ],
  ...['ChargeCategory', 'ChargeClass', 'ChargeDescription', 'ChargePeriodEnd', 'ChargePeriodStart', 'ContractedCost'],
  ...[
    'EffectiveCost',
    'InvoiceIssuerName',
    'ListCost',
    'PricingQuantity',
    'PricingUnit',
    'ProviderName',
    'PublisherName',
  ],
  ...['ServiceCategory', 'ServiceName'],
];
/** "Conditional", where the condition holds: unit prices are published, in a virtual currency; usage is measured; sub accounts; tags. */
const CONDITIONAL = [
  ...['ListUnitPrice', 'PricingCategory', 'PricingCurrency', 'PricingCurrencyContractedUnitPrice'],
  ...[
    'PricingCurrencyEffectiveCost',
    'PricingCurrencyListUnitPrice',
    'ConsumedQuantity',
    'ConsumedUnit',
    'SkuId',
    'SkuMeter',
  ],
  ...['SkuPriceDetails', 'SkuPriceId', 'SubAccountId', 'SubAccountName', 'SubAccountType', 'Tags'],
];
const NOT_NULL = MANDATORY.filter(
  (column) =>
    !['BillingAccountName', 'ChargeClass', 'ChargeDescription', 'PricingQuantity', 'PricingUnit'].includes(column),
);
const NUMBERS = [
  ...[
    'BilledCost',
    'ContractedCost',
    'EffectiveCost',
    'ListCost',
    'ListUnitPrice',
    'PricingQuantity',
    'ConsumedQuantity',
  ],
  ...['PricingCurrencyContractedUnitPrice', 'PricingCurrencyEffectiveCost', 'PricingCurrencyListUnitPrice'],
];
const MOMENTS = ['BillingPeriodStart', 'BillingPeriodEnd', 'ChargePeriodStart', 'ChargePeriodEnd'];

/** What is wrong with a row by the specification. */
// eslint-disable-next-line complexity -- a list of rules
function faultsOf(row: FocusRow): string[] {
  const at = (column: string): string => row[column] ?? '';
  const number = (column: string): number => Number(at(column));
  const isCorrection = at('ChargeClass') === 'Correction';
  const isPriced = ['Usage', 'Purchase'].includes(at('ChargeCategory')) && !isCorrection;
  const equal = (left: number, right: number): boolean => Math.abs(left - right) < 1e-9;
  const rules: Readonly<Record<string, boolean>> = {
    'is null where it may not be': NOT_NULL.every((column) => at(column) !== ''),
    'numbers have a format': NUMBERS.every((column) => /^(|-?\d+(\.\d+)?)$/.test(at(column))),
    'moments are ISO 8601 in UTC': MOMENTS.every((column) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(at(column))),
    'a period ends after it begins': at('ChargePeriodStart') < at('ChargePeriodEnd'),
    'the charge lies in the billing period':
      at('BillingPeriodStart') <= at('ChargePeriodStart') && at('ChargePeriodStart') < at('BillingPeriodEnd'),
    'the billing currency is ISO 4217': /^[A-Z]{3}$/.test(at('BillingCurrency')),
    ChargeCategory: ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'].includes(at('ChargeCategory')),
    ChargeClass: ['', 'Correction'].includes(at('ChargeClass')),
    ChargeFrequency:
      ['One-Time', 'Recurring', 'Usage-Based'].includes(at('ChargeFrequency')) &&
      (at('ChargeCategory') !== 'Purchase' || at('ChargeFrequency') !== 'Usage-Based'),
    PricingCategory: ['Standard', 'Committed', 'Dynamic', 'Other'].includes(at('PricingCategory')),
    ServiceCategory:
      at('ServiceCategory') === 'AI and Machine Learning' && at('ServiceSubcategory') === 'Generative AI',
    'unit prices are there and not below zero':
      !isPriced ||
      ['ListUnitPrice', 'PricingCurrencyListUnitPrice', 'PricingCurrencyContractedUnitPrice'].every(
        (column) => at(column) !== '' && number(column) >= 0,
      ),
    'sku and quantity are there':
      !isPriced || ['SkuId', 'SkuPriceId', 'PricingQuantity'].every((column) => at(column) !== ''),
    'a quantity has a unit': (at('PricingQuantity') === '') === (at('PricingUnit') === ''),
    'list cost is price times quantity':
      isCorrection || equal(number('ListUnitPrice') * number('PricingQuantity'), number('ListCost')),
    'consumed quantity is of usage only':
      at('ChargeCategory') === 'Usage' ? isCorrection || at('ConsumedQuantity') !== '' : at('ConsumedQuantity') === '',
    'a consumed quantity has a unit': (at('ConsumedQuantity') === '') === (at('ConsumedUnit') === ''),
    'what covers later usage has no effective cost':
      at('ChargeCategory') !== 'Purchase' ||
      (number('EffectiveCost') === 0 && number('PricingCurrencyEffectiveCost') === 0),
    'tags are an object of plain values':
      at('Tags') === '' ||
      Object.values(JSON.parse(at('Tags')) as object).every((value) =>
        ['string', 'number', 'boolean'].includes(typeof value),
      ),
    'a sub account has a type': (at('SubAccountId') === '') === (at('SubAccountType') === ''),
  };
  return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [rule]));
}

describe('an export in FOCUS 1.2', () => {
  it('has every column that the specification wants, in PascalCase, and its own with the prefix for them', () => {
    const columns = Object.keys(rows[0] ?? {});
    expect([...MANDATORY, ...CONDITIONAL].filter((column) => !columns.includes(column))).toEqual([]);
    expect(columns.filter((column) => !/^(?:x_)?[A-Z][A-Za-z]*$/.test(column))).toEqual([]);
  });

  it('has rows that keep its rules', () => {
    expect(rows.map(faultsOf)).toEqual(rows.map(() => []));
    expect(rows.map((row) => [row['ChargeCategory'], row['ChargeClass']])).toEqual([
      ['Usage', ''],
      ['Purchase', ''],
      ['Usage', ''],
      ['Usage', ''],
      ['Usage', 'Correction'],
      ['Purchase', ''],
      ['Usage', ''],
    ]);
  });

  it('bills what is bought and what is drawn on credit, and charges usage with what its credits had cost', () => {
    const costs = rows.map((row) => [
      row['BilledCost'],
      row['EffectiveCost'],
      row['PricingCurrencyEffectiveCost'],
      row['ListCost'],
    ]);
    const each = 1000 / 1001;
    expect(costs[0]).toEqual(['0', '0', '5', '5']);
    expect(costs[1]).toEqual(['1000', '0', '0', '1000']);
    expect(costs[2]?.[0]).toBe('0');
    expect(Number(costs[2]?.[1])).toBeCloseTo(0.052 * each, 12);
    expect(costs[3]?.slice(2)).toEqual(['-0.01', '-0.01']);
    expect(Number(costs[3]?.[1])).toBeCloseTo(-0.01 * each, 12);
    expect(costs[5]).toEqual(['50', '0', '0', '50']);
    // 1,000.978 of the pack, 50 of the plan, and 9.022 on credit.
    expect(costs[6]?.[0]).toBe('9.022');
    expect(Number(costs[6]?.[1])).toBeCloseTo(1000.978 * each + 50 + 9.022, 9);
  });

  it('says credits as the pricing currency, and whose they were', () => {
    expect(rows[0]).toMatchObject({ PricingCurrency: 'credits', PublisherName: 'bfl', SkuId: 'bfl/flux-1.1-pro' });
    expect(rows[0]).toMatchObject({ x_EndUser: 'customer-1', SubAccountType: 'API key' });
    expect(JSON.parse(rows[0]?.['Tags'] ?? '')).toEqual({ '=autumn': true, film: true });
    expect(rows[1]).toMatchObject({ PricingCurrency: 'USD', PricingQuantity: '1', PricingUnit: 'Packs' });
  });

  it('comes to what the usage comes to', async () => {
    const { manifest, text } = await world.take(accountId, 'USAGE');
    expect(manifest.sums).toEqual({ credits: '1065.022' });
    const [header = [], ...cells] = readCsv(text);
    const ofUsage = rows.filter((row) => row['ChargeCategory'] === 'Usage');
    expect(cells.map((row) => row[header.indexOf('credits')])).toEqual(
      ofUsage.map((row) => row['PricingCurrencyEffectiveCost']),
    );
    // And to the ledger, to the last micro-credit.
    const [moved] = await world.database.rows<{ sum: string }>(
      `select (-sum(amount + reserved_change))::text as sum from ledger_transaction
       where account_id = $1 and type in ('CHARGE', 'REFUND')`,
      [accountId],
    );
    expect(formatCredits(BigInt(moved?.sum ?? 0) as never)).toBe('1065.022');
  });
});
