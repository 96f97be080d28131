// Whose keys are asked about: those of the account that asks, or, for an operator who says why, those of any.
import { type NewOperatorAction, recordingOf } from '../../accounts/index.ts';
import {
  type AnyUserError,
  checkLine,
  fromPublicId,
  generalError,
  IN_WORDS,
  invalidParameter,
} from '../../callers/index.ts';
import type { KeyRefusal } from '../../keys/index.ts';
import { formatCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import type { LimitInput } from './spending.ts';

const LONGEST_REASON = 500;

export interface OnBehalf {
  readonly accountId?: string | null | undefined;
  readonly reason?: string | null | undefined;
}

export type KeysOwner =
  | { readonly by: 'customer'; readonly accountId: string }
  | { readonly by: 'operator'; readonly accountId: string; readonly reason: string }
  | { readonly by: 'nobody'; readonly error: AnyUserError };

const nobody = (path: string, message: string, allowed: string): KeysOwner => ({
  by: 'nobody',
  error: invalidParameter([path], message, [allowed]),
});

export async function keysOwner(
  { services, viewer }: Pick<GraphqlContext, 'services' | 'viewer'>,
  { accountId: publicId, reason }: OnBehalf,
): Promise<KeysOwner> {
  if (publicId === undefined || publicId === null) return { by: 'customer', accountId: viewer.account.id };
  if (!viewer.key.scopes.includes('OPERATOR')) {
    return nobody('accountId', 'Only an operator manages keys of other accounts.', 'nothing');
  }
  const accountId = fromPublicId('acct', publicId);
  const account = accountId === undefined ? undefined : await services.accounts.find(accountId);
  if (account === undefined) return nobody('accountId', 'There is no such account.', 'the id of an account, "acct_…"');
  if (account.closedAt !== undefined) {
    return nobody('accountId', 'The account was closed: its keys have ended.', 'an account that is not closed');
  }
  const wrong = checkLine('reason', reason ?? '', LONGEST_REASON);
  if (wrong !== undefined) return { by: 'nobody', error: wrong };
  return { by: 'operator', accountId: account.id, reason: reason ?? '' };
}

/** Written down in the transaction that does it; undefined for a customer, of whom nothing is. */
export function recordingIfOperator(
  { services, viewer }: Pick<GraphqlContext, 'services' | 'viewer'>,
  owner: Exclude<KeysOwner, { readonly by: 'nobody' }>,
  done: Pick<NewOperatorAction, 'action' | 'subject'>,
): ReturnType<typeof recordingOf> | undefined {
  if (owner.by === 'customer') return undefined;
  const { accountId, reason } = owner;
  const action = { accountId, operatorKeyId: viewer.key.id, reason, ...done, now: services.now() };
  return recordingOf(action);
}

/** `input`: where the limit stands that was refused. */
export function toKeyError(refusal: KeyRefusal, input: LimitInput = {}): AnyUserError {
  switch (refusal.code) {
    case 'API_KEY_NOT_FOUND':
      return unknownKey();
    case 'SCOPES_NOT_HELD': {
      const message = 'A key has at least one scope, and none that the asking key lacks.';
      return invalidParameter(['scopes'], message, refusal.held);
    }
    case 'LIMIT_ABOVE_OWN': {
      const own = formatCredits(refusal.own);
      const message = `The asking key may spend ${own} credits per ${IN_WORDS[refusal.period]}, and gives no other more.`;
      return invalidParameter(limitPath(input), message, [`at most ${own}`]);
    }
    case 'EXPIRY_AFTER_OWN': {
      const own = refusal.own.toISOString();
      const message = `The asking key expires at ${own}, and gives no other longer.`;
      return invalidParameter(['expiresAt'], message, [`until ${own}`]);
    }
    case 'REACH_BEYOND_OWN': {
      const message = 'The asking key may be used from its own networks only, and gives no other more.';
      return invalidParameter(['allowedIps'], message, refusal.own);
    }
    case 'ROTATION_ABOVE_OWN': {
      const message =
        'The new secret would do what the asking key may not: rotate it with the key that created it, itself, or one above.';
      return invalidParameter(['id'], message, ['keys that the asking one could have created']);
    }
    case 'MIGHTIER_KEY': {
      const message = 'There are scopes here that the asking key lacks: a key with them can change and end it.';
      const path = refusal.path === 'spendingLimit' ? limitPath(input) : [refusal.path];
      return invalidParameter(path, message, ['keys with no more scopes than the asking one']);
    }
    case 'LAST_MANAGER': {
      const message =
        "Nobody could manage this account's keys any more: give another key KEYS_WRITE, for as long, first.";
      return invalidParameter([refusal.path], message, ['another key with KEYS_WRITE that lasts as long']);
    }
    default:
      return refusal satisfies never;
  }
}

const limitPath = ({ dailyLimit }: LimitInput): string[] => [dailyLimit === undefined ? 'spendingLimit' : 'dailyLimit'];

export const unknownKey = (): AnyUserError =>
  generalError({ code: 'API_KEY_NOT_FOUND', message: 'The account has no API key of this id.', path: ['id'] });
