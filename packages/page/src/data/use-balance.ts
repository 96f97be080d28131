// The balance as it is now, in every tab that looks.
import { useState } from 'react';
import { graphql } from '../gql/index.ts';
import { useFollow } from './ask.ts';
import type { ResultOf } from './result-of.ts';

const BALANCE_UPDATED = graphql(`
  subscription BalanceUpdated {
    balanceUpdated {
      available
      reserved
      frozen
      debt
      sequence
    }
  }
`);

export type LiveBalance = ResultOf<typeof BALANCE_UPDATED>['balanceUpdated'];

const NOTHING: Record<string, never> = {};

/** Undefined until it is known. */
export function useBalance(): LiveBalance | undefined {
  const [balance, setBalance] = useState<LiveBalance>();
  useFollow(BALANCE_UPDATED, NOTHING, ({ balanceUpdated }) => {
    setBalance(balanceUpdated);
  });
  return balance;
}
