// Traces by OpenTelemetry's official packages, sent by OTLP over HTTP. Loaded only when they are switched on.
import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { LRUCache } from 'lru-cache';
import type { Configuration } from '../../config/index.ts';
import { toPublicId } from '../../database/index.ts';
import type { Submission, WatchedBatch } from '../../ledger/index.ts';
import type { ArrivedRequest, Attributes, NewSpan, OpenSpan, TracedRequest, Tracing } from './tracing.ts';

/** Spans leave together, so often; a process that stops sends what is left. */
const SEND_MILLISECONDS = 1_000;
/** As many as a batch of the ledger has commands. */
const MOST_LINKS = 1_000;
/** Generations whose request's trace is known here. One that falls out, or runs in another process, begins a trace of its own. */
const REMEMBERED_GENERATIONS = 10_000;
const LEAST_FAILURE = 500;

export function startTracing(settings: NonNullable<Configuration['tracing']>): Tracing {
  // One for the process; a second gateway in it finds the first one's.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const provider = createProvider(settings);
  const tracing = new Spans(provider.getTracer('tollgate'));
  return {
    request: (arrived) => tracing.request(arrived),
    inSpan: (span, work) => tracing.inSpan(span, work),
    command: (submission, submit) => tracing.command(submission, submit),
    batch: (batch) => tracing.batch(batch),
    stop: () => provider.shutdown(),
  };
}

function createProvider({ url, headers, serviceName, share }: NonNullable<Configuration['tracing']>): TracerProvider {
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers } });
  // A caller's trace is recorded by the same share as ours: its flags must not be a switch for everybody.
  const sampler = new TraceIdRatioBasedSampler(share);
  return new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new ParentBasedSampler({ root: sampler, remoteParentSampled: sampler }),
    spanLimits: { linkCountLimit: MOST_LINKS },
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: SEND_MILLISECONDS })],
  });
}

const HEADERS: TextMapGetter<ArrivedRequest['headers']> = {
  get: (headers, name) => headers[name],
  keys: (headers) => Object.keys(headers),
};
const PROPAGATOR = new W3CTraceContextPropagator();

class Spans {
  readonly #tracer: Tracer;
  readonly #generations = new LRUCache<string, SpanContext>({ max: REMEMBERED_GENERATIONS });

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  request({ method, route, requestId, headers }: ArrivedRequest): TracedRequest {
    const parent = PROPAGATOR.extract(ROOT_CONTEXT, headers, HEADERS);
    const attributes = { 'http.request.method': method, 'http.route': route, 'tollgate.request_id': requestId };
    const span = this.#tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
    const own = trace.setSpan(ROOT_CONTEXT, span);
    return {
      traceId: span.isRecording() ? span.spanContext().traceId : undefined,
      run: (work) => context.with(own, work),
      end: (status, more) => {
        span.setAttributes({ 'http.response.status_code': status, ...more });
        if (status >= LEAST_FAILURE) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  async inSpan<T>({ name, kind, attributes = {}, generationId }: NewSpan, work: (open: OpenSpan) => Promise<T>) {
    const parent = this.#placeOf(generationId);
    const kindOf = kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL;
    const span = this.#tracer.startSpan(name, { kind: kindOf, attributes: { ...attributes } }, parent);
    try {
      return await context.with(trace.setSpan(parent, span), () => work(openSpan(span)));
    } catch (error) {
      failSpan(span, nameOf(error));
      throw error;
    } finally {
      span.end();
    }
  }

  command: Tracing['command'] = async (submission, submit) => {
    const asking = trace.getActiveSpan();
    if (asking?.isRecording() !== true) return submit(submission);
    const { command } = submission;
    // Before it is committed: its worker may begin before whoever asked is answered.
    if (command.kind === 'reserve') this.#generations.set(command.generationId, asking.spanContext());
    return this.inSpan({ name: `ledger ${command.kind}`, attributes: idsOf(command) }, async ({ note }) => {
      const watched = trace.getActiveSpan()?.spanContext();
      const outcome = await submit(watched === undefined ? submission : { ...submission, watched });
      note({ 'tollgate.outcome': outcome.status });
      return outcome;
    });
  };

  batch({ path, end, submissions, beganAt }: WatchedBatch): void {
    const served = submissions.flatMap(({ watched }) => (watched === undefined ? [] : [watched as SpanContext]));
    const [first] = served;
    if (first === undefined) return;
    const attributes = { 'tollgate.path': path, 'tollgate.end': end, 'tollgate.commands': submissions.length };
    const links = served.map((linked) => ({ context: linked }));
    const startTime = performance.timeOrigin + beganAt;
    const parent = trace.setSpanContext(ROOT_CONTEXT, first);
    const span = this.#tracer.startSpan('ledger batch', { startTime, attributes, links }, parent);
    if (end === 'failed') failSpan(span, end);
    span.end(performance.timeOrigin + performance.now());
  }

  #placeOf(generationId: string | undefined): Context {
    const requested = generationId === undefined ? undefined : this.#generations.get(generationId);
    return requested === undefined ? context.active() : trace.setSpanContext(context.active(), requested);
  }
}

function openSpan(span: Span): OpenSpan {
  return {
    rename: (name) => void span.updateName(name),
    note: (attributes) => void span.setAttributes({ ...attributes }),
    fail: (type) => failSpan(span, type),
  };
}

/** Without its message: that may quote what a customer asked for. */
function failSpan(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

function idsOf(command: Submission['command']): Attributes {
  return {
    'tollgate.account_id': toPublicId('acct', command.accountId),
    ...('generationId' in command ? { 'tollgate.generation_id': toPublicId('gen', command.generationId) } : {}),
  };
}
