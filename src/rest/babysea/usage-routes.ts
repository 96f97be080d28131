// What was used: by endpoint, and by provider.
import { z } from 'zod';
import { toPublicId, USER_ERROR_CODES } from '../../callers/index.ts';
import type { RequestCounts } from '../../requests/index.ts';
import type { UsageReport } from '../../usage/index.ts';
import { type Answer, type Call, type Refused, refused, route } from '../route.ts';
import { balanceNumber, sumNumber } from './credits.ts';
import { envelopeOf, success } from './envelope.ts';

const LONGEST_DAYS = 90;
const USUAL_DAYS = 30;

const ENDPOINT = z.object({
  endpoint: z.string(),
  total_requests: z.int(),
  success_count: z.int(),
  client_error_count: z.int(),
  server_error_count: z.int(),
  error_codes: z.record(z.string(), z.int()),
});

const PROVIDER = z.object({
  provider: z.string(),
  total_submissions: z.int(),
  used_count: z.int(),
  cancelled_count: z.int(),
  discarded_count: z.int().describe('always 0: two providers never work on the same'),
  failed_count: z.int(),
  total_estimated_cost: z.number(),
  wasted_estimated_cost: z.number(),
});

const USAGE = envelopeOf(
  z.object({
    account_id: z.string(),
    usage_period_days: z.int(),
    usage_credit_balance: z.number(),
    usage_total_requests: z.int(),
    usage_total_success: z.int(),
    usage_total_client_errors: z.int(),
    usage_total_server_errors: z.int(),
    usage_total_generations: z.int(),
    usage_total_provider_submissions: z.int(),
    usage_total_estimated_cost: z.number(),
    usage_endpoints: z.array(ENDPOINT),
    usage_providers: z.array(PROVIDER),
  }),
);

const DAYS = `a whole number of days, from 1 to ${LONGEST_DAYS}`;

const QUERY = z.object({
  days: z.coerce
    .number({ error: DAYS })
    .refine((days) => Number.isInteger(days) && days >= 1 && days <= LONGEST_DAYS, DAYS)
    .default(USUAL_DAYS),
});

export const usageRoutes = [
  route({
    method: 'GET',
    path: '/v1/usage',
    name: 'usage',
    summary: "What was used in the last days of the account's calendar, today among them.",
    scopes: ['ACCOUNT_READ'],
    query: QUERY,
    answers: { 200: USAGE },
    handle: (call) => usage(call, call.query.days),
  }),
];

async function usage(call: Call, days: number): Promise<Answer | Refused> {
  const { services, viewer } = call;
  const { account, plan } = viewer;
  if (days > plan.auditWindowDays) {
    const message = `days has to be from 1 to ${plan.auditWindowDays}: the plan ${plan.name} looks back no further.`;
    return refused({ kind: 'INPUT', path: ['days'], message });
  }
  const [balance, report] = await Promise.all([
    services.ledger.balance(account.id),
    services.usage.report({ accountId: account.id, timeZone: account.timeZone, days }),
  ]);
  if (balance === undefined) throw new Error(`account ${account.id} has no wallet`);
  const counts = await services.requests.counts(account.id, report.from);
  const endpoints = toEndpoints(counts);
  return success(call, {
    message: 'Usage retrieved.',
    data: {
      account_id: toPublicId('acct', account.id),
      usage_period_days: days,
      usage_credit_balance: balanceNumber(balance.available),
      ...totalsOf(endpoints),
      ...ofProviders(report),
      usage_endpoints: endpoints,
    },
  });
}

type Endpoint = z.output<typeof ENDPOINT>;

function totalsOf(endpoints: readonly Endpoint[]) {
  const total = (count: (endpoint: Endpoint) => number): number =>
    endpoints.reduce((all, endpoint) => all + count(endpoint), 0);
  return {
    usage_total_requests: total((endpoint) => endpoint.total_requests),
    usage_total_success: total((endpoint) => endpoint.success_count),
    usage_total_client_errors: total((endpoint) => endpoint.client_error_count),
    usage_total_server_errors: total((endpoint) => endpoint.server_error_count),
  };
}

function ofProviders({ totalGenerations, totalCost, byProvider }: UsageReport) {
  return {
    usage_total_generations: totalGenerations,
    usage_total_provider_submissions: byProvider.reduce((all, { generations }) => all + generations, 0),
    usage_total_estimated_cost: sumNumber(totalCost),
    usage_providers: byProvider.map(({ key, generations, succeeded, failed, cost, wastedCost }) => ({
      provider: key,
      total_submissions: generations,
      used_count: succeeded,
      // What it neither delivered nor failed it was called off from, or is still at.
      cancelled_count: generations - succeeded - failed,
      discarded_count: 0,
      failed_count: failed,
      total_estimated_cost: sumNumber(cost),
      wasted_estimated_cost: sumNumber(wastedCost),
    })),
  };
}

// Requests that generate or estimate are logged, whatever protocol they came by; others are not.

const PATHS = {
  GENERATE: '/v1/generate',
  GENERATE_DRY_RUN: '/v1/generate',
  GENERATE_REPEATED: '/v1/generate',
  ESTIMATE: '/v1/estimate',
  ESTIMATES: '/v1/estimate',
  QUOTE: '/v1/estimate',
} as const satisfies Record<RequestCounts['endpoint'], string>;

const SERVER_ERROR = 500;
const STATUSES: ReadonlyMap<string, number> = new Map([
  ...Object.entries(USER_ERROR_CODES).map(([code, { status }]) => [code, status] as const),
  // Refused before any room was asked.
  ['INSUFFICIENT_SCOPE', 403],
  ['BAD_BODY', 400],
  ['NOT_FOUND', 404],
]);
/** What is no refusal of ours is a bug of ours. */
const isServerError = (code: string): boolean => (STATUSES.get(code) ?? SERVER_ERROR) >= SERVER_ERROR;

function toEndpoints(counts: readonly RequestCounts[]): Endpoint[] {
  const byPath = Map.groupBy(counts, ({ endpoint }) => PATHS[endpoint]);
  return [...byPath].map(([path, parts]) => toEndpoint(path, parts));
}

function toEndpoint(endpoint: string, parts: readonly RequestCounts[]): Endpoint {
  const codes: Record<string, number> = {};
  let [accepted, ofClient, ofServer] = [0, 0, 0];
  for (const { errorCode, requests } of parts) {
    if (errorCode === undefined) {
      accepted += requests;
      continue;
    }
    codes[errorCode] = (codes[errorCode] ?? 0) + requests;
    if (isServerError(errorCode)) ofServer += requests;
    else ofClient += requests;
  }
  return {
    endpoint,
    total_requests: accepted + ofClient + ofServer,
    success_count: accepted,
    client_error_count: ofClient,
    server_error_count: ofServer,
    error_codes: codes,
  };
}
