// Generations that are under way, as lines of the log of requests: there are as many as plans let run at once.
import { firstIdAt, type Sql, textArray } from '../../database/index.ts';
import { ZERO } from '../../money/index.ts';
import type { LoggedRequest, OpenRequest, RequestFilter, RequestPage } from '../../requests/index.ts';
import type { Generation } from '../generation.ts';
import { GENERATION_COLUMNS, type StoredGeneration, toGeneration } from '../generation-row.ts';

type Line = Omit<LoggedRequest, 'status' | 'durationMilliseconds' | 'createdAt'>;

/** What it says of a request, however far it is. */
export function toRequest({ accountId, id, apiKeyId, model, metadata, prompt, parameters }: Generation): Line {
  return {
    ...{ accountId, id, apiKeyId, endpoint: 'GENERATE', model, generationId: id },
    ...{ cost: ZERO, errorCode: undefined, errorMessage: undefined, outputs: 0, outputBytes: 0n },
    userId: metadata?.['userId'],
    sessionId: metadata?.['sessionId'],
    traceId: metadata?.['traceId'],
    inputBytes: inputBytes({ prompt, parameters }),
  };
}

/** Of prompt and parameters as they are sent. */
function inputBytes({ prompt, parameters }: Pick<Generation, 'prompt' | 'parameters'>): number {
  return Buffer.byteLength(prompt ?? '') + Buffer.byteLength(JSON.stringify(parameters));
}

/**
 * Through the two small indexes of what is queued and of what runs, whatever the statistics say: an account's whole history is never
 * looked through.
 */
const OPEN = `with queued as materialized (select * from generation where account_id = $1 and status = 'QUEUED'),
  running as materialized (select * from generation where due_at is not null),
  generation as (select * from queued union all select * from running where account_id = $1)`;
const MATCHES = `id >= $2 and ($3::uuid is null or id < $3) and ($4::uuid is null or api_key_id = $4)
  and ($5::text[] is null or model = any($5)) and ($6::text[] is null or status = any($6))`;
const PAGE = `${OPEN} select ${GENERATION_COLUMNS} from generation
  where ${MATCHES} and ($7::uuid is null or id < $7) and ($8::uuid is null or id > $8)`;
const NEWEST_FIRST = `${PAGE} order by id desc limit $9`;
const OLDEST_FIRST = `${PAGE} order by id limit $9`;
const COUNT = `${OPEN} select count(*)::int as count from generation where ${MATCHES}`;

export async function openRequests(sql: Sql, page: RequestPage): Promise<OpenRequest[]> {
  const { accountId, filter, limit, isBackward, beforeId, afterId } = page;
  const values = [...valuesOf(accountId, filter), beforeId, afterId, limit];
  const rows = await sql.rows<StoredGeneration>(isBackward ? OLDEST_FIRST : NEWEST_FIRST, values);
  return rows.map(toGeneration).map(toOpenRequest);
}

export async function countOpenRequests(sql: Sql, accountId: string, filter: RequestFilter): Promise<number> {
  const [row] = await sql.rows<{ count: number }>(COUNT, valuesOf(accountId, filter));
  return row?.count ?? 0;
}

function toOpenRequest(generation: Generation): OpenRequest {
  const status = generation.status === 'QUEUED' ? 'PENDING' : 'PROCESSING';
  return { ...toRequest(generation), status, durationMilliseconds: undefined };
}

const STATUSES = { PENDING: 'QUEUED', PROCESSING: 'RUNNING' } as const;

function valuesOf(accountId: string, { from, to, apiKeyId, models, statuses }: RequestFilter): unknown[] {
  const open = statuses?.flatMap((status) => (status in STATUSES ? [STATUSES[status as keyof typeof STATUSES]] : []));
  return [
    accountId,
    firstIdAt(from.getTime()),
    to === undefined ? undefined : firstIdAt(to.getTime()),
    apiKeyId,
    models === undefined ? undefined : textArray(models),
    open === undefined ? undefined : textArray(open),
  ];
}
