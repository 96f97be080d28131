// What ended generations come to, counted in the transaction that ends them: by quarters of an hour, of which a day is a sum in every
// time zone, and by the account's own days, which reports are made of. Both are functions of the generations and their attempts.
import { defineEntity, p } from '@mikro-orm/postgresql';
import type { MicroCredits } from '../../money/index.ts';

/** By what a day of every generation is counted: `key` names one of them. */
export type CountedBy = 'MODEL' | 'API_KEY' | 'PROVIDER';

const amount = () => p.bigint().$type<MicroCredits>().defaultRaw('0');
const counts = () => ({
  /** Of a provider: generations that it was tried for; otherwise all that ended. */
  generations: p.integer().default(0),
  succeeded: p.integer().default(0),
  failed: p.integer().default(0),
  canceled: p.integer().default(0),
  /** Micro-credits charged. */
  cost: amount(),
  /** Micro-credits that operators gave back of it. */
  refunded: amount(),
  /** Estimated micro-credits of attempts that cost the gateway something and delivered nothing. */
  wasted: amount(),
});

/** One row for each model, key and provider; a generation counts in the row of the provider that decided it. */
const UsageQuarterEntity = defineEntity({
  name: 'UsageQuarter',
  tableName: 'usage_quarter',
  properties: {
    accountId: p.uuid().primary(),
    /** Since 1970, UTC: when the generation was accepted. */
    quarterHour: p.integer().primary(),
    model: p.text().primary(),
    apiKeyId: p.uuid().primary(),
    /** Empty when none was asked. */
    provider: p.text().primary(),
    /** Generations that this provider decided, or nobody; `succeeded`, `failed`, `canceled` and `cost` are theirs. */
    ...counts(),
    tried: p.integer().default(0),
    delivered: p.integer().default(0),
    gaveUp: p.integer().default(0),
  },
  indexes: [{ name: 'usage_quarter_time_index', properties: ['quarterHour'] }],
});

const UsageDayEntity = defineEntity({
  name: 'UsageDay',
  tableName: 'usage_day',
  properties: {
    accountId: p.uuid().primary(),
    /** By the clocks of the account's `usage_zone`. */
    day: p.date().primary(),
    countedBy: p.text().$type<CountedBy>().primary(),
    key: p.text().primary(),
    ...counts(),
  },
});

/** What a customer says of a request for itself, and finds it counted by. */
export type LabelledBy = 'END_USER' | 'TAG';

/** One row for each end user, and each tag, of generations that name one: a generation with three tags counts in three rows. */
const UsageLabelQuarterEntity = defineEntity({
  name: 'UsageLabelQuarter',
  tableName: 'usage_label_quarter',
  properties: {
    accountId: p.uuid().primary(),
    countedBy: p.text().$type<LabelledBy>().primary(),
    key: p.text().primary(),
    quarterHour: p.integer().primary(),
    ...counts(),
  },
});

/** Beside `usage_day`, so that a report by models does not read past all customers of a shop. */
const UsageLabelDayEntity = defineEntity({
  name: 'UsageLabelDay',
  tableName: 'usage_label_day',
  properties: {
    accountId: p.uuid().primary(),
    countedBy: p.text().$type<LabelledBy>().primary(),
    /** By the clocks of the account's `usage_zone`. */
    day: p.date().primary(),
    key: p.text().primary(),
    ...counts(),
  },
});

/** The time zone that an account's days are counted in; without a row it is UTC. */
const UsageZoneEntity = defineEntity({
  name: 'UsageZone',
  tableName: 'usage_zone',
  properties: { accountId: p.uuid().primary(), timeZone: p.text() },
});

export const countEntities = [
  UsageQuarterEntity,
  UsageDayEntity,
  UsageLabelQuarterEntity,
  UsageLabelDayEntity,
  UsageZoneEntity,
];
