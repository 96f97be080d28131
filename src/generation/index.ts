// The room's door: the saga from request to settlement.
export { createGenerations, type GenerationRoom, type GenerationServices } from './create-generations.ts';
export type { StatusEvents } from './follow-generation.ts';
export type {
  Attempt,
  AttemptStatus,
  Generation,
  GenerationFailure,
  GenerationStatus,
  StoredOutput,
} from './generation.ts';
export { isTerminal } from './generation.ts';
export type { GenerationPlan, PlanOutcome, PlanRequest } from './generation-plan.ts';
export type {
  GenerationFilter,
  GenerationPage,
  GenerationRequest,
  Generations,
  RequestOutcome,
} from './generations.ts';
export { createOutputStore, type OpenedOutput, type OutputStore } from './outputs/index.ts';
export type { MeasuredOutput, Provider, ProviderFailure, ProviderRequest, ProviderVerdict } from './provider.ts';
export { createSandboxProvider, type SandboxProvider } from './providers/index.ts';
export type { GenerationRefusal } from './refusal.ts';
