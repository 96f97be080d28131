// Who asks, before a byte of the body is read, and whether the account has a request left in this minute.
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import {
  authenticate,
  type CountedAllowance,
  type IdentityProblem,
  type KeyAttempts,
  type RequestLimits,
  recallViewer,
  type Services,
  toPublicId,
  type Viewer,
} from '../../callers/index.ts';
import { type ClientOf, connectionOf } from './client-address.ts';

const REMEMBERED_ACCOUNTS = 10_000;
/** Public ones, for the log. */
const accountIds = new LRUCache<string, string>({
  max: REMEMBERED_ACCOUNTS,
  memoMethod: (accountId) => toPublicId('acct', accountId),
});

export interface Doorkeeper {
  readonly services: Services;
  readonly limits: RequestLimits;
  readonly attempts: KeyAttempts;
  readonly clientOf: ClientOf;
}

/** `allowance`: undefined where nobody counts. */
export type Caller =
  | { readonly status: 'known'; readonly viewer: Viewer; readonly allowance: CountedAllowance | undefined }
  | { readonly status: 'over'; readonly viewer: Viewer; readonly allowance: CountedAllowance }
  | { readonly status: 'unknown'; readonly problem: IdentityProblem }
  /** Too many wrong keys came from the address. */
  | { readonly status: 'slowed'; readonly retryAfterSeconds: number };

/** @throws IssuerAwayError when it cannot be known now whether a client token is genuine */
export async function identifyCaller(door: Doorkeeper, request: FastifyRequest): Promise<Caller> {
  const { services, attempts, clientOf } = door;
  const { authorization } = request.headers;
  const { address, network } = clientOf(connectionOf(request.raw));
  const credentials = { authorization, address };
  const recalled = recallViewer(services, credentials);
  if (recalled !== undefined) return count(door, await recalled, request);
  const attempt = await attempts.look({ address: network, authorization }, () => authenticate(services, credentials));
  return attempt.status === 'known' ? count(door, attempt.found, request) : attempt;
}

async function count({ limits }: Doorkeeper, viewer: Viewer, request: FastifyRequest): Promise<Caller> {
  request.accountId = accountIds.memo(viewer.account.id);
  const taken = limits.take(viewer);
  // Most are answered at once.
  const allowance = taken instanceof Promise ? await taken : taken;
  if (allowance.status === 'unlimited') return { status: 'known', viewer, allowance: undefined };
  return { status: allowance.status === 'allowed' ? 'known' : 'over', viewer, allowance };
}
