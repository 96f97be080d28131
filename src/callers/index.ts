// The room's door: who asks, how often, what every edge checks and refuses in the same words, and the way of a request to the rooms.
export { checkRequest, type RequestInput, toPlanRequest } from './check-request.ts';
export { checkIdempotencyKey, checkLine } from './check-text.ts';
export { affordable, decideBlock, type Spender, type SpendingBlock, spendableBy } from './decide-spending.ts';
export { checkLabelsOf, type EstimateRequest, estimateRequest } from './estimate-request.ts';
export { type Execution, type ExecutionNames, executionOf } from './execution.ts';
export { toGenerationError } from './generation-error.ts';
export { IDENTITY_PROBLEMS, type IdentityProblem } from './identity-problems.ts';
export {
  fromPublicId,
  type IdPrefix,
  lotId,
  modelId,
  type Named,
  readId,
  readSequence,
  toPublicId,
  transactionId,
} from './ids.ts';
export { createKeyAttempts, type KeyAttempt, type KeyAttempts } from './key-attempts.ts';
export { isMetadataValue, type LabelsInput, METADATA_VALUE } from './labels.ts';
export { leftFor } from './left-for.ts';
export { type Noting, noting, type Problem, type RequestAnswer } from './note-request.ts';
export { type Outage, outageOf } from './outage.ts';
export { rateLimitHeaders } from './rate-limit-headers.ts';
export { type Asking, refuseSuspended, refuseSuspendedBuyer, unlessBarred } from './refuse-suspended.ts';
export { type GenerationAnswer, type GenerationInput, refuseUnkept, requestGeneration } from './request-generation.ts';
export {
  type CountedAllowance,
  createRequestLimits,
  NO_REQUEST_LIMITS,
  type OperationCost,
  type RequestAllowance,
  type RequestLimits,
  WINDOW_MILLISECONDS,
} from './request-limits.ts';
export type { Services } from './services.ts';
export { endUserOf, findSpender, readsOf, type SpenderReads } from './spender.ts';
export {
  ACCOUNT_SUSPENDED,
  type AnyUserError,
  generalError,
  IN_WORDS,
  type InsufficientCreditsError,
  insufficientCredits,
  invalidParameter,
  keyMismatch,
  type ParameterError,
  parameterError,
  paymentDeclined,
  USER_ERROR_CODES,
  type UserErrorCode,
  unknownAccount,
} from './user-errors.ts';
export {
  auditWindowStart,
  authenticate,
  type Credentials,
  type Identity,
  recallViewer,
  type Viewer,
  verifyKey,
} from './viewer.ts';
