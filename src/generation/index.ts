// The room's door: the saga from request to settlement.
export { type CancelOutcome, refundedBy } from './cancel/cancel-generation.ts';
export { countDaysIn, countEnded } from './count/count-generations.ts';
export type { CountedBy, LabelledBy } from './count/entities.ts';
export {
  createGenerations,
  type GenerationRoom,
  type GenerationRules,
  type GenerationServices,
} from './create-generations.ts';
export type { EndUserState } from './end-users/read-end-users.ts';
export type { StatusEvents } from './follow/follow-generation.ts';
export type {
  Attempt,
  AttemptStatus,
  Generation,
  GenerationFailure,
  GenerationStatus,
  Metadata,
  StoredOutput,
} from './generation.ts';
export { isFinal, isHeldLate } from './generation.ts';
export type {
  DryRunOutcome,
  GenerationRequest,
  Generations,
  RequestOutcome,
  Review,
} from './generations.ts';
export {
  createInputFiles,
  type InputFiles,
  type InputRefusal,
  type KeptInput,
  MOST_INPUTS,
} from './inputs/input-files.ts';
export { createOutputStore, newOutputSecret, type OpenedOutput, type OutputStore } from './outputs/index.ts';
export type { GenerationPlan, PlanOutcome, PlanRequest } from './plan/generation-plan.ts';
export { comparePrices, type PricedModelPlace } from './plan/order-models.ts';
export type { PlannedQuote, Quote } from './plan/quote.ts';
export type {
  ExpectedOutputs,
  MeasuredOutput,
  Provider,
  ProviderFailure,
  ProviderRequest,
  ProviderVerdict,
  WebhookCheck,
  WebhookDelivery,
} from './provider.ts';
export {
  type CheckedCredential,
  checkCredentials,
  createConfiguredProviders,
  createSandboxProvider,
  type PlanMedia,
  type ProviderCredentials,
  type SandboxProvider,
} from './providers/index.ts';
export { type PurgedGenerations, purgeGenerations } from './purge/purge-account.ts';
export type { GenerationFilter, GenerationPage, HeldKey } from './read/generations.ts';
export type { GenerationRefusal } from './refusal.ts';
export type {
  RehearsalOutcome,
  RehearsalProgress,
  RehearsalReport,
  RehearsalRequest,
  RehearsedSum,
} from './rehearse/rehearsal.ts';
export { createRehearsals, type Rehearsals } from './rehearse/rehearse-price-book.ts';
export type { ProviderReport } from './run/provider-health.ts';
export type { AttemptAddress } from './services.ts';
export type { HeldRefusal } from './settle/decide/held-settlement.ts';
export type { HandledWebhook } from './settle/handle-webhook.ts';
export type { HeldOutcome, HeldSettlement } from './settle/settle-held.ts';
