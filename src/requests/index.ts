// The room's door: which requests there were, and what became of them.
export { createRequests, type RequestServices } from './create-requests.ts';
export type { EndedRequestStatus, RequestEndpoint } from './entities.ts';
export { eraseRequests } from './erase-account.ts';
export type { Kept } from './prune-requests.ts';
export type {
  AnsweredRequest,
  EndedRequest,
  LoggedRequest,
  OpenRequest,
  PurgeOutcome,
  RecordEnded,
  RequestCounts,
  RequestedGenerations,
  RequestFilter,
  RequestPage,
  RequestRoom,
  RequestStatus,
  RequestSummary,
  Requests,
} from './requests.ts';
