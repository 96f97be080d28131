import { defineEntity, p } from '@mikro-orm/postgresql';
import type { TablesOf } from '../../database/index.ts';
import type { MicroCredits } from '../../money/index.ts';

/** Only of accounts that have changed them. */
const WarningSettingsEntity = defineEntity({
  name: 'WarningSettings',
  tableName: 'warning_settings',
  properties: {
    accountId: p.uuid().primary(),
    /** Micro-credits. */
    thresholds: p.type('bigint[]').columnType('bigint[]').$type<MicroCredits[]>(),
    updatedAt: p.datetime(3),
  },
});

/** Up to which transaction a wallet was looked at. */
const WarnedWalletEntity = defineEntity({
  name: 'WarnedWallet',
  tableName: 'warned_wallet',
  properties: {
    accountId: p.uuid().primary(),
    sequence: p.bigint(),
  },
});

/** One row per crossing; at most one of a threshold is open. */
export const LowBalanceWarningEntity = defineEntity({
  name: 'LowBalanceWarning',
  tableName: 'low_balance_warning',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    threshold: p.bigint().$type<MicroCredits>(),
    available: p.bigint().$type<MicroCredits>(),
    /** The wallet's last transaction when it was found. */
    sequence: p.bigint(),
    crossedAt: p.datetime(3),
    rearmedAt: p.datetime(3).nullable(),
  },
  uniques: [
    {
      name: 'low_balance_warning_open_unique',
      expression:
        'create unique index low_balance_warning_open_unique on low_balance_warning (account_id, threshold) where rearmed_at is null',
    },
  ],
  checks: [{ name: 'low_balance_warning_check', expression: 'available < threshold' }],
});

export const ExpiryWarningEntity = defineEntity({
  name: 'ExpiryWarning',
  tableName: 'expiry_warning',
  properties: {
    accountId: p.uuid().primary(),
    lotNumber: p.integer().primary(),
    days: p.smallint().primary(),
    credits: p.bigint().$type<MicroCredits>(),
    expiresAt: p.datetime(3),
    warnedAt: p.datetime(3),
  },
  checks: [{ name: 'expiry_warning_check', expression: 'days > 0 and credits > 0' }],
});

/** Lots that expire up to this moment have been warned of, that many days before. */
const ExpiryWatermarkEntity = defineEntity({
  name: 'ExpiryWatermark',
  tableName: 'expiry_watermark',
  properties: {
    days: p.smallint().primary().autoincrement(false),
    through: p.datetime(3),
  },
});

export const warningEntities = [
  WarningSettingsEntity,
  WarnedWalletEntity,
  LowBalanceWarningEntity,
  ExpiryWarningEntity,
  ExpiryWatermarkEntity,
];

export type WarningTables = TablesOf<(typeof warningEntities)[number]>;
