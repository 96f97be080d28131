// What is wrong with a statement that is sent past the shards of a distributed database.
import { asksAllAccounts } from './asks-all-accounts.ts';
import { NOT_SEEN_ON_SHARDS, OVER_ALL_ACCOUNTS } from './over-all-accounts.ts';
import { type Rule, refuseStatement } from './refuse-statement.ts';
import { DISTRIBUTED_TABLES } from './tables.ts';

interface Judged {
  readonly rule: Rule | undefined;
  readonly asksAll: boolean;
}

const judged = new Map<string, Judged>();
const NAMES_ONE = new RegExp(`\\b(${[...DISTRIBUTED_TABLES].join('|')})\\b`);
const HARMLESS: Judged = { rule: undefined, asksAll: false };

/** Once for each text: they are the product's, and there are some thousands. */
function judge(text: string): Judged {
  const known = judged.get(text);
  if (known !== undefined) return known;
  const found = NAMES_ONE.test(text)
    ? { rule: refuseStatement(text, DISTRIBUTED_TABLES), asksAll: asksAllAccounts(text, DISTRIBUTED_TABLES) }
    : HARMLESS;
  judged.set(text, found);
  return found;
}

const KNOWN = [...OVER_ALL_ACCOUNTS.keys()];
const mayAskAll = (file: string): boolean => KNOWN.some((known) => file.startsWith(known));

/** `wayOf`: files of the product that lead to it, the nearest first; none when it is not the product that sends it. */
export function judgeStatement(text: string, wayOf: () => readonly string[]): string | undefined {
  const { rule, asksAll } = judge(text);
  if (rule === undefined && !asksAll) return undefined;
  const way = wayOf();
  if (way.length === 0) return undefined;
  const isUnseen = way.some((file) => NOT_SEEN_ON_SHARDS.some((known) => file.startsWith(known)));
  if (rule !== undefined && isUnseen) return undefined;
  const by = `by way of ${way.join(' < ')}: ${text}`;
  if (rule !== undefined) return `a distributed database refuses this statement, which asks no shard (${rule}), ${by}`;
  if (way.some(mayAskAll)) return undefined;
  return `this statement names no account, so that all shards are asked: name it, or say why in over-all-accounts.ts, ${by}`;
}
