// A batch that goes ahead: decided on what is remembered of its wallets, without asking PostgreSQL anything.
import { GENERIC_PLANS, type Statement } from '../../database/index.ts';
import type { LedgerCommand } from '../commands.ts';
import { decideBatch } from '../decide/batch.ts';
import type { KeyBudget } from '../decide/state.ts';
import type { Outcome } from '../outcomes.ts';
import type { OfAccount } from './draft-columns.ts';
import { statesOf } from './execute-batch.ts';
import type { LockedAccount } from './read-state.ts';
import type { Written } from './remembered-wallets.ts';
import { companionsOf, type Submission } from './submission.ts';
import { writesOf } from './write-drafts.ts';

export interface Ahead {
  /** One transaction. It fails with CHANGED_MEANWHILE when a wallet, or a limit, is not as it was remembered. */
  readonly statements: readonly Statement[];
  readonly outcomes: readonly Outcome[];
  readonly written: Written;
}

/** The accounts of commands that do not fit what is remembered: a refusal is only given upon what was read. */
export interface NotDecided {
  readonly refused: ReadonlySet<string>;
}

export function decideAhead(
  submissions: readonly Submission[],
  remembered: ReadonlyMap<string, LockedAccount>,
  now: Date,
): Ahead | NotDecided {
  const commands = submissions.map(({ command }) => command);
  const { outcomes, drafts } = decideBatch(statesOf(remembered), commands, now);
  const refused = commands.filter((_, index) => outcomes[index]?.status === 'refused');
  if (refused.length > 0) return { refused: new Set(refused.map(({ accountId }) => accountId)) };
  const { statements, heads } = writesOf({ before: remembered, drafts, limits: limitsOf(remembered, commands) });
  const own: Statement[] = [];
  const tx = { send: (text: string, values: Statement['values'] = []) => void own.push({ text, values }) };
  for (const [write, items] of companionsOf(submissions, outcomes)) void write(tx as never, items, now);
  return {
    statements: [{ text: GENERIC_PLANS, values: [] }, ...statements, ...own],
    outcomes,
    written: { before: remembered, drafts, heads },
  };
}

/** The limits that remembered accounts were decided by: of the keys that reserve, and of all above them. */
function limitsOf(
  remembered: ReadonlyMap<string, LockedAccount>,
  commands: readonly LedgerCommand[],
): OfAccount<KeyBudget>[] {
  const limits: OfAccount<KeyBudget>[] = [];
  const met = new Set<readonly KeyBudget[]>();
  for (const command of commands) {
    if (command.kind !== 'reserve') continue;
    const { accountId, apiKeyId } = command;
    const budgets = remembered.get(accountId)?.state.keyBudgets.get(apiKeyId);
    if (budgets === undefined || met.has(budgets)) continue;
    met.add(budgets);
    for (const item of budgets) limits.push({ accountId, item });
  }
  return limits;
}
