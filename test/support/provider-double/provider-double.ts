// What the doubles of all four protocols have in common.
import { setTimeout as delay } from 'node:timers/promises';
import type { Behaviour, MediaFault, PollFault } from './behaviour.ts';
import {
  type DoubleAnswer,
  type DoubleHandler,
  type DoubleRequest,
  halfOf,
  json,
  startServer,
} from './double-server.ts';
import { postLocally, type SentWebhook } from './double-webhooks.ts';
import { type DoubleJob, JobBook, type NewJob, type Submission } from './job-book.ts';
import { GARBAGE } from './media.ts';

export interface DoubleOptions {
  readonly now?: () => Date;
  /** How each submission is treated; everything goes well by default. */
  readonly behaviourFor?: (submission: { readonly key: string; readonly number: number }) => Behaviour;
  /** How each question is answered, unless `behave` has said so; well by default. */
  readonly pollFaultFor?: () => PollFault | undefined;
}

export interface ProviderDouble {
  /** Base URL for the adapter. */
  readonly url: string;
  readonly book: JobBook;
  /** All that were sent, also those to addresses that nobody has. */
  readonly webhooks: readonly SentWebhook[];
  /** Treats what is submitted from now on, and polls of it, like this. */
  behave(behaviour: Behaviour): void;
  /** Ends work that never would, and answers what was kept waiting. */
  release(): void;
  close(): Promise<void>;
}

/** One protocol: how it refuses, how it accepts, and all its other paths. */
export interface Protocol {
  readonly makeId: () => string;
  readonly isSubmission: (request: DoubleRequest) => boolean;
  readonly read: (request: DoubleRequest) => NewJob;
  readonly refuse: (fault: 'invalid-input' | 'policy' | 'unauthorized' | 'out-of-money') => DoubleAnswer;
  /** The answer to a submission that is taken on. */
  readonly accepted: (desk: Desk, job: DoubleJob) => Promise<DoubleAnswer> | DoubleAnswer;
  readonly route: (desk: Desk, request: DoubleRequest) => Promise<DoubleAnswer | undefined> | DoubleAnswer | undefined;
  readonly webhooks?: (desk: Desk, job: DoubleJob) => SentWebhook[];
  /** The file number `index` of a job. */
  readonly media: (job: DoubleJob, index: number) => Promise<{ type: string; content: Uint8Array }>;
}

export interface Desk {
  readonly book: JobBook;
  readonly now: () => Date;
  readonly url: () => string;
  readonly pollFault: () => PollFault | undefined;
  readonly released: () => Promise<void>;
}

export async function startDouble(protocol: Protocol, options: DoubleOptions = {}): Promise<ProviderDouble> {
  const now = options.now ?? (() => new Date());
  const book = new JobBook(now, protocol.makeId);
  const sent: SentWebhook[] = [];
  let current: Behaviour | undefined;
  let waiting: (() => void)[] = [];
  let url = '';
  const desk: Desk = {
    book,
    now,
    url: () => url,
    pollFault: () => (current === undefined ? options.pollFaultFor?.() : current.poll),
    released: () => new Promise((resolve) => waiting.push(resolve)),
  };
  const behaviourFor = (key: string): Behaviour =>
    current ?? options.behaviourFor?.({ key, number: book.submissions.length }) ?? {};
  book.onEnd = (job) => {
    const due = job.webhookUrl === undefined ? [] : (protocol.webhooks?.(desk, job) ?? []);
    sent.push(...due);
    for (const webhook of due) void postLocally(webhook);
  };
  const server = await startServer(handlerOf(protocol, desk, behaviourFor));
  url = server.url;
  return {
    url,
    book,
    webhooks: sent,
    behave: (behaviour) => {
      current = behaviour;
    },
    release: () => {
      for (const job of book.jobs.values()) book.end(job);
      for (const wake of waiting) wake();
      waiting = [];
    },
    close: () => server.close(),
  };
}

function handlerOf(protocol: Protocol, desk: Desk, behaviourFor: (key: string) => Behaviour): DoubleHandler {
  return async (request) => {
    const media = /^\/media\/([\w-]+)\/(\d+)$/.exec(request.path);
    if (media !== null) return serveMedia(protocol, desk.book.jobs.get(media[1] ?? ''), Number(media[2]));
    if (protocol.isSubmission(request)) return takeOn(protocol, desk, { request, behaviourFor });
    const fault = desk.pollFault();
    if (fault === 'server-error') return json(500, {});
    if (fault === 'overloaded') return json(429, {}, { 'retry-after': '7' });
    if (fault === 'html') return { kind: 'html' };
    if (fault === 'reset') return { kind: 'reset' };
    const answer = (await protocol.route(desk, request)) ?? json(404, { detail: 'Not found.' });
    return fault === 'half-answer' ? halfOf(answer) : answer;
  };
}

interface Arrival {
  readonly request: DoubleRequest;
  readonly behaviourFor: (key: string) => Behaviour;
}

async function takeOn(protocol: Protocol, desk: Desk, { request, behaviourFor }: Arrival): Promise<DoubleAnswer> {
  const key = String(request.headers['idempotency-key'] ?? '');
  const work = protocol.read(request);
  const body = (request.body ?? {}) as Record<string, unknown>;
  const behaviour = behaviourFor(key);
  const submission = desk.book.record({ key, path: request.path, body, webhookUrl: work.webhookUrl, behaviour });
  const refusal = refusalFor(protocol, submission);
  if (refusal !== undefined) return refusal;
  const job = desk.book.accept(submission, work);
  await delay(behaviour.answerMilliseconds ?? 0);
  switch (behaviour.submit) {
    case 'gateway-error':
      return json(502, { message: 'bad gateway' });
    case 'reset-after-accepting':
      return { kind: 'reset' };
    case 'html':
      return { kind: 'html' };
    case 'half-answer':
      return halfOf(await acceptedInVain(protocol, desk, job));
    case 'slow':
      await desk.released();
      return protocol.accepted(desk, job);
    default:
      return protocol.accepted(desk, job);
  }
}

/**
 * What comes with an answer that breaks off has not been handed over. What was fetched before it has: another gateway may have found
 * the work, and fetched its files, while this answer was on its way.
 */
async function acceptedInVain(protocol: Protocol, desk: Desk, job: DoubleJob): Promise<DoubleAnswer> {
  const fetched = new Set(job.delivered);
  const answer = await protocol.accepted(desk, job);
  for (const index of job.delivered) if (!fetched.has(index)) job.delivered.delete(index);
  return answer;
}

function refusalFor(protocol: Protocol, { behaviour: { submit } }: Submission): DoubleAnswer | undefined {
  switch (submit) {
    case 'overloaded':
      return json(429, { detail: 'Request was throttled.' }, { 'retry-after': '7' });
    case 'server-error':
      return json(500, { detail: 'Internal error.' });
    case 'out-of-money':
    case 'unauthorized':
    case 'invalid-input':
    case 'policy':
      return protocol.refuse(submit);
    default:
      return undefined;
  }
}

async function serveMedia(protocol: Protocol, job: DoubleJob | undefined, index: number): Promise<DoubleAnswer> {
  if (job === undefined) return json(404, {});
  const { type, content } = await protocol.media(job, index);
  const good: DoubleAnswer = { kind: 'bytes', type, content };
  const fault = mediaFaultOf(job.behaviour.media, index);
  if (fault === undefined) job.delivered.add(index);
  switch (fault) {
    case 'garbage':
      return { kind: 'bytes', type, content: GARBAGE };
    case 'truncated':
      return { kind: 'bytes', type, content: content.subarray(0, content.byteLength / 2) };
    case 'half-answer':
      return halfOf(good);
    case 'gone':
      return json(404, {});
    case 'server-error':
      return json(500, {});
    case 'redirect-to-metadata':
      return { kind: 'redirect', location: 'http://169.254.169.254/latest/meta-data/' };
    default:
      return good;
  }
}

export function mediaFaultOf(
  fault: MediaFault | undefined,
  index: number,
): Exclude<MediaFault, 'first-garbage'> | undefined {
  if (fault !== 'first-garbage') return fault;
  return index === 0 ? 'garbage' : undefined;
}
