// The log of requests as other rooms see it.
import type { Sends } from '../database/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { EndedRequestStatus, RequestEndpoint } from './entities.ts';

/** PENDING and PROCESSING: its generation is queued, or runs. */
export type RequestStatus = EndedRequestStatus | 'PENDING' | 'PROCESSING';

/** A line of the log. */
export interface LoggedRequest {
  readonly accountId: string;
  readonly id: string;
  /** When it came in: what its id says. */
  readonly createdAt: Date;
  readonly apiKeyId: string;
  readonly endpoint: RequestEndpoint;
  readonly status: RequestStatus;
  readonly model: string | undefined;
  readonly generationId: string | undefined;
  readonly cost: MicroCredits;
  /** Undefined while its generation is under way. */
  readonly durationMilliseconds: number | undefined;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
  readonly userId: string | undefined;
  readonly sessionId: string | undefined;
  readonly traceId: string | undefined;
  readonly inputBytes: number;
  readonly outputs: number;
  readonly outputBytes: bigint;
}

/** One that has ended. */
export type EndedRequest = Omit<LoggedRequest, 'status' | 'durationMilliseconds' | 'createdAt'> & {
  readonly status: EndedRequestStatus;
  readonly durationMilliseconds: number;
};

/** One that made no generation, as it was answered. */
export type AnsweredRequest = Pick<EndedRequest, 'accountId' | 'apiKeyId' | 'endpoint' | 'status'> &
  Partial<Omit<EndedRequest, 'id' | 'cost' | 'outputs' | 'outputBytes'>>;

/** A request whose generation is under way. */
export type OpenRequest = Omit<LoggedRequest, 'status' | 'createdAt'> & { readonly status: 'PENDING' | 'PROCESSING' };

export interface RequestFilter {
  /** From this moment on; at the earliest what the account's plan shows. */
  readonly from: Date;
  /** Before this one. */
  readonly to?: Date;
  readonly apiKeyId?: string;
  readonly statuses?: readonly RequestStatus[];
  readonly models?: readonly string[];
  readonly endpoints?: readonly RequestEndpoint[];
}

export interface RequestPage {
  readonly accountId: string;
  readonly filter: RequestFilter;
  readonly limit: number;
  /** From the oldest on, instead of from the newest. */
  readonly isBackward: boolean;
  /** Only older ones. */
  readonly beforeId?: string;
  /** Only newer ones. */
  readonly afterId?: string;
}

export interface RequestSummary {
  readonly requests: number;
  readonly cost: MicroCredits;
}

export type PurgeOutcome =
  | { readonly status: 'purged'; readonly request: LoggedRequest | undefined }
  | { readonly status: 'refused'; readonly code: 'REQUEST_NOT_FOUND' | 'REQUEST_NOT_ENDED' };

/** Of one endpoint, with one answer. */
export interface RequestCounts {
  readonly endpoint: RequestEndpoint;
  /** Undefined: it was accepted. */
  readonly errorCode: string | undefined;
  readonly requests: number;
}

export interface Requests {
  /** Takes note of an answer. Costs nothing that anybody waits for: it is written a moment later, with others. */
  note(answered: AnsweredRequest): void;
  /** Newest first, or oldest first when it is read backward. */
  list(page: RequestPage): Promise<LoggedRequest[]>;
  /** One that came in at `from` or later. */
  find(accountId: string, id: string, from: Date): Promise<LoggedRequest | undefined>;
  /** Since the beginning of the hour that `from` falls into. An endpoint may come several times. */
  counts(accountId: string, from: Date): Promise<RequestCounts[]>;
  summary(accountId: string, filter: RequestFilter): Promise<RequestSummary>;
  /** Erases what one request said and what came of it. Numbers stay. */
  purge(accountId: string, id: string): Promise<PurgeOutcome>;
}

/** What the room that ends generations hands over, in the transaction of each end; again when an end changes. */
export type RecordEnded = (tx: Sends, ended: readonly EndedRequest[]) => void;

/** What is asked of generations. */
export interface RequestedGenerations {
  /** Those under way, as lines of the log; at most `limit`. */
  open(page: RequestPage): Promise<OpenRequest[]>;
  countOpen(accountId: string, filter: RequestFilter): Promise<number>;
  /** Erases prompt, parameters, metadata, outputs and what was published of them. */
  purge(accountId: string, id: string): Promise<'purged' | 'NOT_FOUND' | 'NOT_ENDED'>;
}

export interface RequestRoom {
  readonly requests: Requests;
  readonly recordEnded: RecordEnded;
  /** Deletes what is older than each account's plan shows. True: there may be more. */
  prune(): Promise<boolean>;
  /** Writes what was noted. */
  flush(): Promise<void>;
  /** The same, and stops. */
  stop(): Promise<void>;
}
