// The room's tables. Every key begins with the account id. Credits are micro-credits; exact money is in 1e-15 of a
// currency's unit (see decide-invoice.ts).
import { defineEntity, p } from '@mikro-orm/postgresql';
import type { TablesOf } from '../database/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { InvoiceStatus } from './decide/decide-status.ts';

const credits = () => p.bigint().$type<MicroCredits>();
const exactMoney = () => p.bigint().columnType('numeric(40,0)');

/** One row per account that was ever postpaid: how far it is billed, and what the next invoice takes over. */
export const PostpaidAccountEntity = defineEntity({
  name: 'PostpaidAccount',
  tableName: 'postpaid_account',
  properties: {
    accountId: p.uuid().primary(),
    /** The month that is closed next, `YYYY-MM-01`. */
    nextMonth: p.date(),
    /** Transactions up to this number are billed. */
    throughSequence: p.bigint(),
    /** Up to this number, charges of what was reserved up to throughSequence are billed, too. */
    lateSequence: p.bigint().defaultRaw('0'),
    carriedCredits: credits().defaultRaw('0'),
    carriedMoney: exactMoney().defaultRaw('0'),
    /** Of a carried credit, in 1e-9 of the currency's unit. */
    carriedPrice: p.bigint().nullable(),
    carriedCurrency: p.text().nullable(),
    createdAt: p.datetime(3),
  },
  indexes: [{ name: 'postpaid_account_next_month_index', properties: ['nextMonth'] }],
});

export const InvoiceEntity = defineEntity({
  name: 'Invoice',
  tableName: 'invoice',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    /** The first day of the UTC calendar month that it bills, `YYYY-MM-01`. */
    month: p.date(),
    afterSequence: p.bigint(),
    throughSequence: p.bigint(),
    /** The sum of its lines. */
    credits: credits(),
    /** What it took over from months that were not billed. */
    carriedCredits: credits(),
    /** Of one credit, in 1e-9 of the currency's unit. */
    price: p.bigint(),
    currency: p.text(),
    minorUnitsPerUnit: p.integer(),
    carriedMoney: exactMoney(),
    /** Exact money: what lines and carried credits at other prices are worth beside `price`. */
    priceDifference: exactMoney().defaultRaw('0'),
    totalMinorUnits: p.bigint(),
    carriedMoneyAfter: exactMoney(),
    status: p.text().$type<InvoiceStatus>(),
    daysUntilDue: p.integer(),
    providerInvoiceId: p.text().nullable(),
    /** The payment provider's number of it. */
    number: p.text().nullable(),
    /** Where it is paid. */
    payUrl: p.text().nullable(),
    /** How often the provider was asked since it answered last. */
    asks: p.integer().default(0),
    nextAskAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
    issuedAt: p.datetime(3).nullable(),
    dueAt: p.datetime(3).nullable(),
    paidAt: p.datetime(3).nullable(),
    /** Minor units that went back of its payments, in all, by payment. */
    moneyBack: p.json<Record<string, string>>().defaultRaw(`'{}'`),
  },
  uniques: [
    { name: 'invoice_month_unique', properties: ['accountId', 'month'] },
    { name: 'invoice_provider_invoice_unique', properties: ['accountId', 'providerInvoiceId'] },
  ],
  indexes: [
    {
      name: 'invoice_paid_index',
      expression: 'create index invoice_paid_index on invoice (paid_at) where paid_at is not null',
    },
    {
      name: 'invoice_next_ask_at_index',
      expression: 'create index invoice_next_ask_at_index on invoice (next_ask_at) where next_ask_at is not null',
    },
    {
      name: 'invoice_unpaid_index',
      expression:
        "create index invoice_unpaid_index on invoice (due_at) where status in ('OPEN', 'OVERDUE', 'UNCOLLECTIBLE')",
    },
    {
      name: 'invoice_money_back_index',
      expression: "create index invoice_money_back_index on invoice (account_id) where money_back <> '{}'",
    },
  ],
  checks: [
    {
      name: 'invoice_status_check',
      expression: "status in ('DRAFT', 'OPEN', 'OVERDUE', 'UNCOLLECTIBLE', 'PAID', 'VOID')",
    },
    { name: 'invoice_month_check', expression: 'extract(day from month) = 1' },
    { name: 'invoice_range_check', expression: 'through_sequence >= after_sequence and after_sequence >= 0' },
    {
      name: 'invoice_total_check',
      expression: `total_minor_units >= 0 and price > 0 and (
        (total_minor_units = 0 and carried_money_after = carried_money + price_difference and status = 'PAID')
        or (total_minor_units > 0 and credits::numeric + carried_credits > 0
          and (credits::numeric + carried_credits) * price + price_difference + carried_money
            = total_minor_units * (1000000000000000::numeric / minor_units_per_unit) + carried_money_after))`,
    },
    {
      name: 'invoice_issued_check',
      expression: "(total_minor_units > 0 and status <> 'DRAFT') = (issued_at is not null)",
    },
    { name: 'invoice_paid_check', expression: "(status = 'PAID') = (paid_at is not null)" },
  ],
});

/** All charges of one model on one UTC day, or all that was given back of such charges. Never changed. */
export const InvoiceLineEntity = defineEntity({
  name: 'InvoiceLine',
  tableName: 'invoice_line',
  properties: {
    accountId: p.uuid().primary(),
    invoiceId: p.uuid().primary(),
    /** From 1. */
    number: p.integer().primary(),
    kind: p.text().$type<'CHARGE' | 'REFUND'>(),
    /** UTC. */
    day: p.date(),
    /** The model's identifier; null when the generation is not there any more. */
    model: p.text().nullable(),
    /** How many charges or refunds. */
    count: p.integer(),
    /** Below zero for refunds. */
    credits: credits(),
    /** Of one credit when it was charged, in 1e-9 of the currency's unit. */
    price: p.bigint(),
  },
  checks: [
    { name: 'invoice_line_kind_check', expression: "kind in ('CHARGE', 'REFUND')" },
    {
      name: 'invoice_line_amount_check',
      expression: "count > 0 and (kind = 'CHARGE') = (credits > 0) and credits <> 0",
    },
  ],
});

export const invoiceEntities = [PostpaidAccountEntity, InvoiceEntity, InvoiceLineEntity];

export type InvoiceTables = TablesOf<(typeof invoiceEntities)[number]>;
