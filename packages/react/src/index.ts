// The door of @tollgate/react.
export type { Loaded } from './loaded.ts';
export {
  BalanceText,
  type BalanceTextProps,
  BuyButton,
  type BuyButtonProps,
  LowBalanceNotice,
  type LowBalanceNoticeProps,
} from './parts.ts';
export { TollgateProvider, type TollgateProviderProps, useTollgate } from './provider.ts';
export { useBalance } from './use-balance.ts';
export { useBuyCreditPack } from './use-buy-pack.ts';
export { type UseEstimateOptions, useEstimate } from './use-estimate.ts';
export { useGenerate } from './use-generate.ts';
export { useGeneration } from './use-generation.ts';
export type { Reloadable } from './use-loaded.ts';
export type { Doing, Once } from './use-once.ts';
export { type TransactionList, type UseTransactionsOptions, useTransactions } from './use-transactions.ts';
export { useUsage } from './use-usage.ts';
