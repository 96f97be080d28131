// A receiver of traces as OTLP over HTTP brings them in JSON: https://opentelemetry.io/docs/specs/otlp/#otlphttp
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty of a trace's first span. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly milliseconds: number;
  readonly startedAt: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Ids of the spans that it is linked to. */
  readonly links: readonly string[];
  readonly isFailed: boolean;
}

export interface TraceReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** Everything that arrived, as text. */
  text(): string;
  /** Headers of the last request. */
  headers(): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

interface Value {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
}

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly { readonly key: string; readonly value: Value }[];
  readonly links?: readonly { readonly spanId: string }[];
  readonly status?: { readonly code?: number };
}

interface Sent {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[] }[];
}

const ERROR = 2;
const NANOSECONDS = 1e6;

export async function startTraceReceiver(): Promise<TraceReceiver> {
  const spans: ReceivedSpan[] = [];
  const texts: string[] = [];
  let lastHeaders: Readonly<Record<string, unknown>> = {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isWanted = request.method === 'POST' && request.url === '/v1/traces';
      if (isWanted) {
        const text = Buffer.concat(chunks).toString();
        texts.push(text);
        lastHeaders = request.headers;
        const sent = JSON.parse(text) as Sent;
        spans.push(
          ...sent.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans.map(toSpan))),
        );
      }
      response.writeHead(isWanted ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    text: () => texts.join('\n'),
    headers: () => lastHeaders,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function toSpan(span: SentSpan): ReceivedSpan {
  const { traceId, spanId, parentSpanId = '', name, attributes = [], links = [], status } = span;
  const startedAt = BigInt(span.startTimeUnixNano);
  return {
    ...{ traceId, spanId, parentSpanId, name, startedAt },
    milliseconds: Number(BigInt(span.endTimeUnixNano) - startedAt) / NANOSECONDS,
    attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0] as unknown])),
    links: links.map((link) => link.spanId),
    isFailed: status?.code === ERROR,
  };
}

/** A trace as people read it: each span under its parent, in the order of their beginnings. */
export function traceTree(spans: readonly ReceivedSpan[], parentSpanId = '', depth = 0): string {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const own = spans.filter(
    (span) => span.parentSpanId === parentSpanId || (depth === 0 && !known.has(span.parentSpanId)),
  );
  return own
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .map(
      (span) =>
        `${'  '.repeat(depth)}${span.name}  ${span.milliseconds.toFixed(1)} ms\n${traceTree(spans, span.spanId, depth + 1)}`,
    )
    .join('');
}
