// The room's tables: the only description of them. Amounts are micro-credits.
import { defineEntity, p } from '@mikro-orm/postgresql';
import type { TablesOf } from '../database/index.ts';
import type { MicroCredits } from '../money/index.ts';

/** What was asked for, by the field of GraphQL. GENERATE_REPEATED: an idempotency key again, answered with the first generation. */
export type RequestEndpoint =
  | 'GENERATE'
  | 'GENERATE_DRY_RUN'
  | 'GENERATE_REPEATED'
  | 'ESTIMATE'
  | 'ESTIMATES'
  | 'QUOTE';

/** UPSTREAM_FAILURE: accepted, and no provider delivered. REJECTED: never accepted. */
export type EndedRequestStatus = 'COMPLETED' | 'UPSTREAM_FAILURE' | 'REJECTED' | 'CANCELED';

const amount = () => p.bigint().$type<MicroCredits>().defaultRaw('0');

/** What has ended. A request whose generation is under way is read from the generation, whose id it has. */
const LoggedRequestEntity = defineEntity({
  name: 'LoggedRequest',
  tableName: 'logged_request',
  properties: {
    accountId: p.uuid().primary(),
    /** UUIDv7: its time is when the request came in. That of its generation when it made one. */
    id: p.uuid().primary(),
    apiKeyId: p.uuid(),
    endpoint: p.text().$type<RequestEndpoint>(),
    status: p.text().$type<EndedRequestStatus>(),
    /** Null when none was named, or when there is no such model. */
    model: p.text().nullable(),
    generationId: p.uuid().nullable(),
    /** Micro-credits that were charged for it. */
    cost: amount(),
    /** From when it came in to the end of the work, or to the answer where there was none. */
    durationMilliseconds: p.integer(),
    errorCode: p.text().nullable(),
    errorMessage: p.text().nullable(),
    /** Of the request's metadata. */
    userId: p.text().nullable(),
    sessionId: p.text().nullable(),
    traceId: p.text().nullable(),
    /** Of prompt and parameters. */
    inputBytes: p.integer(),
    /** Files that were delivered, and their sizes. */
    outputs: p.integer().default(0),
    outputBytes: p.bigint().defaultRaw('0'),
  },
  indexes: [
    { name: 'logged_request_api_key_index', properties: ['accountId', 'apiKeyId', 'id'] },
    { name: 'logged_request_model_index', properties: ['accountId', 'model', 'id'] },
    { name: 'logged_request_status_index', properties: ['accountId', 'status', 'id'] },
  ],
  checks: [
    {
      name: 'logged_request_endpoint_check',
      expression: "endpoint in ('GENERATE', 'GENERATE_DRY_RUN', 'GENERATE_REPEATED', 'ESTIMATE', 'ESTIMATES', 'QUOTE')",
    },
    {
      name: 'logged_request_status_check',
      expression: "status in ('COMPLETED', 'UPSTREAM_FAILURE', 'REJECTED', 'CANCELED')",
    },
  ],
});

/** How many requests of an hour there are, and what they cost: written with them, so that no sum reads them again. */
const RequestCountEntity = defineEntity({
  name: 'RequestCount',
  tableName: 'request_count',
  properties: {
    accountId: p.uuid().primary(),
    /** Since 1970, UTC. */
    hour: p.integer().primary(),
    endpoint: p.text().$type<RequestEndpoint>().primary(),
    apiKeyId: p.uuid().primary(),
    /** Empty for none. */
    model: p.text().primary(),
    status: p.text().$type<EndedRequestStatus>().primary(),
    requests: p.integer(),
    cost: amount(),
  },
});

/** Refused requests for a generation, whatever of the log is kept: usage is made of it. */
const RefusedCountEntity = defineEntity({
  name: 'RefusedCount',
  tableName: 'refused_count',
  properties: {
    accountId: p.uuid().primary(),
    /** Since 1970, UTC: when the request came in. */
    quarterHour: p.integer().primary(),
    /** Empty when none was named that is sold. */
    model: p.text().primary(),
    apiKeyId: p.uuid().primary(),
    refused: p.integer(),
  },
});

export const requestEntities = [LoggedRequestEntity, RequestCountEntity, RefusedCountEntity];

export type RequestTables = TablesOf<(typeof requestEntities)[number]>;
