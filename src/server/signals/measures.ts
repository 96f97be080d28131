// What is counted as it happens. Every label has few values, which the gateway itself chose: names of the schema, of routes, of
// providers; never what a client sent. Times are in seconds, as Prometheus has it.
import { Counter, Histogram, type Registry } from 'prom-client';
import type { ReadReason } from '../../database/index.ts';
import type { WatchedBatch } from '../../ledger/index.ts';

/** Of requests and calls: from a millisecond to a minute. */
const CALL_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const BATCH_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

export interface AnsweredRequest {
  /** `graphql`, the name of another system whose HTTP is spoken, or `gateway`. */
  readonly dialect: string;
  readonly method: string;
  /** The route's pattern. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface AnsweredOperation {
  /** A field of the schema's root, `several`, or `none`: the request was refused before it was known. */
  readonly operation: string;
  readonly outcome: OperationOutcome;
  readonly seconds: number;
}

/** `refused`: for a reason that is the caller's; `failed`: for one that is ours. */
export type OperationOutcome = 'ok' | 'refused' | 'failed';

export interface Call {
  readonly outcome: string;
  readonly seconds: number;
}

export interface Measures {
  request(answered: AnsweredRequest): void;
  operation(answered: AnsweredOperation): void;
  batch(batch: WatchedBatch): void;
  /** `call`: submit, fetch or cancel. */
  provider(provider: string, call: string, ended: Call): void;
  /** `call`: what was asked of the payment provider, by our name for it. */
  payments(call: string, ended: Call): void;
  webhook(ended: Call): void;
  topUp(outcome: 'succeeded' | 'failed'): void;
  /** One that a replica may answer. */
  read(reason: ReadReason): void;
}

export function createMeasures(registry: Registry): Measures {
  return {
    ...edgeMeasures(registry),
    ...ledgerMeasures(registry),
    ...outwardMeasures(registry),
    ...readMeasures(registry),
  };
}

type Of<Names extends keyof Measures> = Pick<Measures, Names>;

function edgeMeasures(registry: Registry): Of<'request' | 'operation'> {
  const registers = [registry];
  const requests = new Counter({
    name: 'tollgate_http_requests_total',
    help: 'Answered HTTP requests: graphql, other systems by the name of their dialect, and gateway (everything else).',
    labelNames: ['dialect', 'method', 'route', 'status'],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'tollgate_http_request_seconds',
    help: 'From the arrival of a request to the end of its answer.',
    labelNames: ['dialect'],
    buckets: CALL_SECONDS,
    registers,
  });
  const operations = new Counter({
    name: 'tollgate_graphql_operations_total',
    help:
      'GraphQL operations over HTTP by the field of the root that they ask (several: more than one; none: refused before it was known): ' +
      'ok, refused (for a reason of the caller), failed (for one of ours).',
    labelNames: ['operation', 'outcome'],
    registers,
  });
  const operationSeconds = new Histogram({
    name: 'tollgate_graphql_operation_seconds',
    help: 'From the arrival of the request with a GraphQL operation to the end of its answer.',
    labelNames: ['operation'],
    buckets: CALL_SECONDS,
    registers,
  });
  return {
    request: ({ seconds, status, ...labels }) => {
      requests.inc({ ...labels, status: String(status) });
      requestSeconds.observe({ dialect: labels.dialect }, seconds);
    },
    operation: ({ operation, outcome, seconds }) => {
      operations.inc({ operation, outcome });
      operationSeconds.observe({ operation }, seconds);
    },
  };
}

function ledgerMeasures(registry: Registry): Of<'batch'> {
  const registers = [registry];
  const sizes = new Histogram({
    name: 'tollgate_ledger_batch_commands',
    help: 'Commands in a batch of the ledger, by how it was decided: remembered (without reading) or read (under locks).',
    labelNames: ['path'],
    buckets: BATCH_SIZES,
    registers,
  });
  const seconds = new Histogram({
    name: 'tollgate_ledger_batch_seconds',
    help: 'From the moment a batch of the ledger was sent to its COMMIT, or to its failure.',
    labelNames: ['path'],
    buckets: BATCH_SECONDS,
    registers,
  });
  const commands = new Counter({
    name: 'tollgate_ledger_commands_total',
    help: 'Commands of the ledger in batches that were committed: applied, unchanged (a repetition), refused.',
    labelNames: ['command', 'outcome'],
    registers,
  });
  return {
    batch: ({ path, submissions, outcomes, beganAt }) => {
      sizes.observe({ path }, submissions.length);
      seconds.observe({ path }, (performance.now() - beganAt) / 1_000);
      if (outcomes === undefined) return;
      // Counted here first: a batch may have a thousand commands of three kinds.
      for (const [key, count] of tally(submissions, outcomes)) {
        const [command = '', outcome = ''] = key.split(' ');
        commands.inc({ command, outcome }, count);
      }
    },
  };
}

function tally(
  submissions: WatchedBatch['submissions'],
  outcomes: NonNullable<WatchedBatch['outcomes']>,
): Map<string, number> {
  const counts = new Map<string, number>();
  submissions.forEach(({ command }, index) => {
    const key = `${command.kind} ${outcomes[index]?.status ?? 'unknown'}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  return counts;
}

function outwardMeasures(registry: Registry): Omit<Measures, 'request' | 'operation' | 'batch' | 'read'> {
  const registers = [registry];
  const histogram = (name: string, help: string, labelNames: readonly string[]): Histogram =>
    new Histogram({ name, help, labelNames: [...labelNames], buckets: CALL_SECONDS, registers });
  const providers = histogram(
    'tollgate_provider_call_seconds',
    'Calls of providers (submit, fetch, cancel) by what they answered; lost: no answer that could be understood.',
    ['provider', 'call', 'outcome'],
  );
  const payments = histogram(
    'tollgate_payment_call_seconds',
    'Calls of the payment provider, with the retries of its library; failed: it threw.',
    ['call', 'outcome'],
  );
  const webhooks = histogram(
    'tollgate_webhook_attempt_seconds',
    'Attempts to deliver webhooks: delivered, or failed (refused, redirected, not answered in time).',
    ['outcome'],
  );
  const topUps = new Counter({
    name: 'tollgate_top_ups_total',
    help: 'Automatic top-ups that this process brought to their end.',
    labelNames: ['outcome'],
    registers,
  });
  // What counts failures is there before the first of them: a share of nothing is no alarm.
  for (const outcome of ['succeeded', 'failed']) topUps.inc({ outcome }, 0);
  return {
    provider: (provider, call, { outcome, seconds }) => providers.observe({ provider, call, outcome }, seconds),
    payments: (call, { outcome, seconds }) => payments.observe({ call, outcome }, seconds),
    webhook: ({ outcome, seconds }) => webhooks.observe({ outcome }, seconds),
    topUp: (outcome) => topUps.inc({ outcome }),
  };
}

function readMeasures(registry: Registry): Of<'read'> {
  const reads = new Counter({
    name: 'tollgate_reads_total',
    help:
      'Reads of reports, statements and exports, by who answered (replica, primary) and why: fresh; behind, away, no_standby or ' +
      'other_database (the replica will not do), failed (at the replica, and asked again).',
    labelNames: ['where', 'reason'],
    registers: [registry],
  });
  return {
    read: (reason) => reads.inc({ where: reason === 'FRESH' ? 'replica' : 'primary', reason: reason.toLowerCase() }),
  };
}
