// Whose keys are asked about: those of the account that asks, or, for an operator who says why, those of any.
import type { NewOperatorAction } from '../accounts/index.ts';
import type { GraphqlContext } from './context.ts';
import { invalidParameter } from './errors/user-errors.ts';
import { fromPublicId } from './ids.ts';
import { checkLine } from './input/check-text.ts';
import type { AnyUserError } from './types/user-errors.ts';

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
  const wrong = checkLine('reason', reason ?? '', LONGEST_REASON);
  if (wrong !== undefined) return { by: 'nobody', error: wrong };
  return { by: 'operator', accountId: account.id, reason: reason ?? '' };
}

/** Written down before it is done. */
export async function recordIfOperator(
  { services, viewer }: Pick<GraphqlContext, 'services' | 'viewer'>,
  owner: Exclude<KeysOwner, { readonly by: 'nobody' }>,
  done: Pick<NewOperatorAction, 'action' | 'subject'>,
): Promise<void> {
  if (owner.by === 'customer') return;
  const { accountId, reason } = owner;
  await services.accounts.recordOperatorAction({ accountId, operatorKeyId: viewer.key.id, reason, ...done });
}
