// What the parts of an account's page are given.
import type { ResultOf } from '../../../data/result-of.ts';
import type { ACCOUNT } from './documents.ts';

export type Account = ResultOf<typeof ACCOUNT>['account'];

export interface AccountDialogProps {
  readonly account: Account;
  onClose(): void;
}
