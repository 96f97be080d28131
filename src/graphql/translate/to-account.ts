import type { Account } from '../../accounts/index.ts';
import type { Plan } from '../../catalog/index.ts';
import { toPublicId } from '../ids.ts';
import type { AccountType } from '../types/account.ts';
import { toPlan } from './to-pack.ts';

export function toAccount(account: Account, plan: Plan): AccountType {
  return {
    __typename: 'Account',
    key: account.id,
    id: toPublicId('acct', account.id),
    name: account.name,
    email: account.email,
    plan: toPlan(plan),
    billingMode: account.billingMode,
    status: account.status,
    createdAt: account.createdAt,
  };
}
