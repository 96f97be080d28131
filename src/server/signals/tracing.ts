// What the gateway asks of traces, without the packages that make them: those are loaded by start-tracing.ts, and only when there is
// somebody to send traces to.
import type { IncomingHttpHeaders } from 'node:http';
import type { Outcome, Submission, WatchedBatch } from '../../ledger/index.ts';

/** Ids, names and numbers: never secrets, prompts or parameters. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface NewSpan {
  readonly name: string;
  /** `client`: something outside of the gateway is called. */
  readonly kind?: 'client' | 'internal';
  readonly attributes?: Attributes;
  /** A generation whose request's trace this belongs to, when that was in this process. */
  readonly generationId?: string | undefined;
}

/** What becomes known while it goes on. */
export interface OpenSpan {
  readonly rename: (name: string) => void;
  readonly note: (attributes: Attributes) => void;
  /** It did not throw, and failed all the same. */
  readonly fail: (type: string) => void;
}

export interface ArrivedRequest {
  readonly method: string;
  /** The route's pattern. */
  readonly route: string;
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
}

export interface TracedRequest {
  /** 32 hexadecimal digits; undefined when this trace is not recorded. */
  readonly traceId: string | undefined;
  /** What is begun in it belongs to the request. */
  run(work: () => void): void;
  end(status: number, attributes: Attributes): void;
}

export interface Tracing {
  /** Under the caller's own span, when its traceparent names one. */
  request(arrived: ArrivedRequest): TracedRequest;
  /** Under the span in hand. What it throws is its end, by the name of the error. */
  inSpan<T>(span: NewSpan, work: (open: OpenSpan) => Promise<T>): Promise<T>;
  /** A command on its way through the ledger; its batch finds it again. */
  command(submission: Submission, submit: (submission: Submission) => Promise<Outcome>): Promise<Outcome>;
  /** Under the first of the commands that it had, linked to all of them. */
  batch(batch: WatchedBatch): void;
  /** Sends what is left. */
  stop(): Promise<void>;
}
