// Which tables are distributed, and how: by rules, so that a new table needs no entry.

export interface TableShape {
  readonly name: string;
  /** Columns of its primary key, in order. */
  readonly primaryKey: readonly string[];
}

/** `shards`: its rows lie with their account. `everywhere`: each node has all of it. `coordinator`: one node alone has it. */
export type Placement =
  | { readonly kind: 'shards'; readonly column: string }
  | { readonly kind: 'everywhere' }
  | { readonly kind: 'coordinator' };

/** What an account is found by, when it is not known yet, and what must be unique among all accounts. Little, and seldom written. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  'account_email',
  'payment_event',
  'stripe_customer',
  'welcome_credit',
]);

/** The table of accounts: the others lie as it does. */
export const FIRST_TABLE = 'account';

/** Account data begins its primary key with the account id: an invariant of every migration. */
export function decidePlacement({ name, primaryKey }: TableShape): Placement {
  if (EVERYWHERE.has(name)) return { kind: 'everywhere' };
  if (name === FIRST_TABLE) return { kind: 'shards', column: 'id' };
  return primaryKey[0] === 'account_id' ? { kind: 'shards', column: 'account_id' } : { kind: 'coordinator' };
}
