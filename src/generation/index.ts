// The room's door: the saga from request to settlement.
export { type CancelOutcome, refundedBy } from './cancel-outcome.ts';
export {
  createGenerations,
  type GenerationRoom,
  type GenerationRules,
  type GenerationServices,
} from './create-generations.ts';
export type { HeldRefusal } from './decide-held-settlement.ts';
export type { StatusEvents } from './follow-generation.ts';
export type {
  Attempt,
  AttemptStatus,
  Generation,
  GenerationFailure,
  GenerationStatus,
  StoredOutput,
} from './generation.ts';
export { isFinal, isHeldLate } from './generation.ts';
export type { GenerationPlan, PlanOutcome, PlanRequest } from './generation-plan.ts';
export type {
  DryRunOutcome,
  GenerationFilter,
  GenerationPage,
  GenerationRequest,
  Generations,
  RequestOutcome,
  Review,
} from './generations.ts';
export type { HeardWebhook } from './hear-webhook.ts';
export type { HeldOutcome, HeldSettlement } from './held-settlement.ts';
export { comparePrices, type PricedModelPlace } from './order-models.ts';
export { createOutputStore, type OpenedOutput, type OutputStore } from './outputs/index.ts';
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
  createConfiguredProviders,
  createSandboxProvider,
  type ProviderCredentials,
  type SandboxProvider,
} from './providers/index.ts';
export type { PlannedQuote, Quote } from './quote.ts';
export type { HeldKey } from './read-held.ts';
export type { GenerationRefusal } from './refusal.ts';
export type { RehearsalOutcome, RehearsalReport, RehearsalRequest, RehearsedSum } from './rehearsal.ts';
export { createRehearsals, type Rehearsals } from './rehearse-price-book.ts';
export type { AttemptAddress } from './run-services.ts';
