// The log of requests: every call that has ended, refused ones too, newest first.
import { toPublicId } from '../../database/index.ts';
import { formatCredits } from '../../money/index.ts';
import type { LoggedRequest, Requests } from '../../requests/index.ts';
import { number, type Row, type Source, type SourceAsked, text } from './source.ts';

const COLUMNS = [
  text('request_id'),
  text('created_at'),
  text('endpoint'),
  text('status'),
  text('model'),
  text('generation_id'),
  text('api_key_id'),
  number('credits'),
  number('duration_milliseconds'),
  text('error_code'),
  text('error_message'),
  text('end_user'),
  text('session_id'),
  text('trace_id'),
  number('input_bytes'),
  number('outputs'),
  number('output_bytes'),
] as const;

const PAGE_REQUESTS = 1_000;
/** What is under way has no end yet, and may have another line when it is read again. */
const ENDED = ['COMPLETED', 'UPSTREAM_FAILURE', 'REJECTED', 'CANCELED'] as const;

export type RequestReader = Pick<Requests, 'list'>;

export const requestsOf = (requests: RequestReader): Source => ({
  columns: COLUMNS,
  summed: ['credits'],
  pages: (_read, asked) => pagesOf(requests, asked),
});

async function* pagesOf(
  requests: RequestReader,
  { accountId, createdFrom: from, createdBefore: to }: SourceAsked,
): AsyncGenerator<readonly Row[], undefined> {
  const filter = { from, to, statuses: ENDED };
  let before: { readonly beforeId?: string } = {};
  for (;;) {
    const page = await requests.list({ accountId, filter, limit: PAGE_REQUESTS, isBackward: false, ...before });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.map(toRow);
    if (page.length < PAGE_REQUESTS) return;
    before = { beforeId: last.id };
  }
}

function toRow(request: LoggedRequest): Row {
  const { id, createdAt, endpoint, status, model, generationId, apiKeyId, cost, durationMilliseconds } = request;
  return [
    ...[toPublicId('req', id), createdAt.toISOString(), endpoint, status, model],
    ...[generationId === undefined ? undefined : toPublicId('gen', generationId), toPublicId('key', apiKeyId)],
    ...[formatCredits(cost), durationMilliseconds === undefined ? undefined : String(durationMilliseconds)],
    ...[request.errorCode, request.errorMessage, request.userId, request.sessionId, request.traceId],
    ...[String(request.inputBytes), String(request.outputs), String(request.outputBytes)],
  ];
}
