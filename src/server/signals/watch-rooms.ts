// The rooms' ways outwards, watched: providers, the payment provider, receivers of webhooks, workers, and the ledger.
import { fromPublicId, toPublicId } from '../../database/index.ts';
import type { GenerationServices, Provider, ProviderVerdict } from '../../generation/index.ts';
import type { Ledger, LedgerOptions } from '../../ledger/index.ts';
import type { WebhookServices } from '../../webhooks/index.ts';
import { quietly } from './quietly.ts';
import type { Attributes } from './tracing.ts';
import { isWatched, type Judgement, type Signals, watchCall } from './watch-call.ts';

/** The same, whose calls are watched. */
export function watchProvider(provider: Provider, signals: Signals): Provider {
  if (!isWatched(signals)) return provider;
  const { name } = provider;
  const watched = <T>(
    { call, attributes = {} }: { readonly call: string; readonly attributes?: Attributes },
    judge: (answer: T) => Judgement,
    work: () => Promise<T>,
  ): Promise<T> =>
    watchCall(
      signals,
      {
        span: { name: `provider ${call}`, kind: 'client', attributes: { 'tollgate.provider': name, ...attributes } },
        judge,
        thrown: 'lost',
        measure: (outcome, seconds) => signals.measures?.provider(name, call, { outcome, seconds }),
      },
      work,
    );
  const own: Pick<Provider, 'submit' | 'fetch' | 'cancel'> = {
    submit: (request) => {
      const { attemptId, model } = request;
      const attributes = { 'tollgate.attempt_id': toPublicId('att', attemptId), 'tollgate.model': model };
      return watched({ call: 'submit', attributes }, judgeVerdict, () => provider.submit(request));
    },
    fetch: (upstreamId, expected) =>
      watched({ call: 'fetch' }, judgeVerdict, () => provider.fetch(upstreamId, expected)),
    cancel: (upstreamId) =>
      watched(
        { call: 'cancel' },
        () => ({ outcome: 'asked', isFailure: false }),
        () => provider.cancel(upstreamId),
      ),
  };
  return Object.assign(Object.create(provider) as Provider, own);
}

const judgeVerdict = ({ state }: ProviderVerdict): Judgement => ({ outcome: state, isFailure: state === 'failed' });

/** No calls of their own: a signature is checked here, and lists are read page by page. */
const NO_CALLS: ReadonlySet<string> = new Set([
  'verifyEvent',
  'listEvents',
  'listPaidCheckouts',
  'listPaidTopUps',
  'listPaidInvoices',
]);

/** The port to the payment provider, each of whose calls is watched by its name. */
export function watchPayments<Payments extends object>(payments: Payments, signals: Signals): Payments {
  if (!isWatched(signals)) return payments;
  const watched = Object.entries(payments).map(([name, value]: [string, unknown]) =>
    typeof value === 'function' && !NO_CALLS.has(name)
      ? [name, watchPayment(name, value as PaymentCall, signals)]
      : [name, value],
  );
  return Object.fromEntries(watched) as Payments;
}

type PaymentCall = (...values: readonly unknown[]) => Promise<unknown>;

function watchPayment(call: string, ask: PaymentCall, signals: Signals): PaymentCall {
  return (...values) =>
    watchCall(
      signals,
      {
        span: { name: `payments ${call}`, kind: 'client' },
        judge: judgePayment,
        thrown: 'failed',
        measure: (outcome, seconds) => signals.measures?.payments(call, { outcome, seconds }),
      },
      () => ask(...values),
    );
}

const UNANSWERED: ReadonlySet<unknown> = new Set(['unavailable', 'unknown', 'refused']);

/** Most answer with what was asked for; some say that there is nothing. */
function judgePayment(answer: unknown): Judgement {
  const status = typeof answer === 'object' && answer !== null && 'status' in answer ? answer.status : undefined;
  return UNANSWERED.has(status) ? { outcome: String(status), isFailure: true } : { outcome: 'ok', isFailure: false };
}

/** Undefined when nobody watches. */
export function webhookWatcher(signals: Signals): WebhookServices['watch'] {
  if (!isWatched(signals)) return undefined;
  return ({ accountId, eventId, targetId, type, attempt, format, data }, send) => {
    const attributes = {
      'tollgate.account_id': toPublicId('acct', accountId),
      'tollgate.event_id': toPublicId('evt', eventId),
      'tollgate.target_id': targetId,
      'tollgate.event_type': type,
      'tollgate.attempt': attempt,
      'tollgate.format': format,
    };
    return watchCall(
      signals,
      {
        span: { name: 'webhook deliver', kind: 'client', attributes, generationId: generationIn(data) },
        judge: ({ error }) => ({
          outcome: error === undefined ? 'delivered' : 'failed',
          isFailure: error !== undefined,
        }),
        thrown: 'failed',
        measure: (outcome, seconds) => signals.measures?.webhook({ outcome, seconds }),
      },
      send,
    );
  };
}

/** What the event is about, if it is a generation. */
function generationIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('generationId' in data)) return undefined;
  return typeof data.generationId === 'string' ? fromPublicId('gen', data.generationId) : undefined;
}

/** Undefined without traces. */
export function runWatcher({ tracing }: Signals): GenerationServices['watchRun'] {
  if (tracing === undefined) return undefined;
  return ({ accountId, id }, work) => {
    const attributes = {
      'tollgate.account_id': toPublicId('acct', accountId),
      'tollgate.generation_id': toPublicId('gen', id),
    };
    return tracing.inSpan({ name: 'generation run', attributes, generationId: id }, work);
  };
}

/** Commands are spans of whoever asks; without traces the ledger is as it was. */
export function watchLedger(ledger: Ledger, { tracing }: Signals): Ledger {
  if (tracing === undefined) return ledger;
  return {
    ...ledger,
    submit: (submission) => tracing.command(submission, (watched) => ledger.submit(watched)),
  };
}

/** Undefined when nobody watches. */
export function batchWatcher(signals: Signals): LedgerOptions['onBatch'] {
  const { measures, tracing } = signals;
  if (!isWatched(signals)) return undefined;
  return (batch) =>
    quietly(() => {
      measures?.batch(batch);
      tracing?.batch(batch);
    });
}
