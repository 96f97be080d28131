// Files of `src` that send statements which name no account past the shards, so that the coordinator of a distributed database asks all of
// them, and why. The coordinator takes what is here (see refuse-statement.ts), and is asked seldom: by an operator, or by a job in the
// background that finds whom there is something to do for.
export const OVER_ALL_ACCOUNTS: ReadonlyMap<string, string> = new Map([
  ['accounts/operator-actions.ts', 'what one operator did, to whichever accounts'],
  ['emails/send/kept-emails.ts', 'the last e-mails of all accounts, which only a gateway without a mail server shows'],
  ['exports/exports.ts', 'a job deletes what is too old'],
  ['generation/read/generations.ts', 'an operator asks what is held or stuck'],
  ['generation/rehearse/', 'an operator asks what a price book would have cost all accounts'],
  ['invoices/run-invoice-round.ts', 'a job finds months to close and suspensions to look at'],
  [
    'keys/find-by-secret.ts',
    'an older secret does not say where its account is; a gateway knows it for five seconds then',
  ],
  ['ledger/batch/expire-idle.ts', 'a job finds accounts with lots that have ended'],
  ['ledger/read/lots.ts', 'the reconciliation compares all that was bought with what was paid'],
  ['ledger/verify/verify-all.ts', 'a verification of all accounts counts them first'],
  [
    'purchases/reconcile/',
    'the reconciliation: Stripe names objects of its own, and what is unfinished may be anybody’s',
  ],
  ['purchases/top-up/create-top-ups.ts', 'a job finds accounts below their threshold'],
  ['purchases/warnings/warn-expiry.ts', 'a job finds lots that end soon'],
  ['purchases/warnings/warn-low-balance.ts', 'a job finds wallets that have moved'],
  ['usage/announce/announce-anomalies.ts', 'a job finds accounts in which something happened'],
  ['usage/history/index-history.ts', 'a job finds accounts whose history grew'],
  ['usage/operator/', 'an operator asks about all accounts'],
]);

// Files whose tests hand them a database or a transaction that is no shard, where the product gives them one: what the coordinator would refuse
// of them is not held against them.
export const NOT_SEEN_ON_SHARDS: readonly string[] = ['generation/run/', 'ledger/'];
