// Whether a statement says which accounts it asks about, or asks every shard.
import { parseSync } from 'libpg-query';
import { has, isDistributed, isNode, type Node, ownParts, some } from './parsed-statement.ts';

const ACCOUNT_ID = /"sval":"(account_id|accountId|account)"/;
/** In a query of the table `account`. */
const ANY_ID = /"sval":"(account_id|accountId|account|id)"/;

/** `=`, `= any (…)` and `in (…)`. */
const COMPARES = ['AEXPR_OP', 'AEXPR_OP_ANY', 'AEXPR_IN'];

const isEquality = ({ kind, name }: Node): boolean =>
  COMPARES.includes(String(kind)) && JSON.stringify(name).includes('"="');

const sidesOf = (expression: Node): unknown[] => [expression['lexpr'], expression['rexpr']];

const isOfAccount = (expression: Node, name: RegExp): boolean =>
  sidesOf(expression).some((side) => some(side, 'ColumnRef', (column) => name.test(JSON.stringify(column))));

const isGiven = (value: unknown): boolean => has(value, 'ParamRef') || has(value, 'A_Const');

const nameOf = (query: unknown): RegExp =>
  some(query, 'RangeVar', ({ relname }) => relname === 'account') ? ANY_ID : ACCOUNT_ID;

function namesAccount(query: unknown): boolean {
  const name = nameOf(query);
  const isCompared = some(query, 'A_Expr', (expression) => isEquality(expression) && isOfAccount(expression, name));
  const isListed = some(
    query,
    'SubLink',
    ({ subLinkType, testexpr }) => subLinkType === 'ANY_SUBLINK' && name.test(JSON.stringify(testexpr)),
  );
  const isJoined = some(query, 'JoinExpr', ({ usingClause }) => name.test(JSON.stringify(usingClause ?? [])));
  return isCompared || isListed || isJoined;
}

/** By a value, not by another table's column. */
const givesAccount = (query: unknown): boolean =>
  some(
    query,
    'A_Expr',
    (expression) =>
      isEquality(expression) && isOfAccount(expression, nameOf(query)) && sidesOf(expression).some(isGiven),
  );

/** `unnest($1)` or `values ($1)`, which tables are joined to. */
const givesRows = (tree: unknown): boolean =>
  some(tree, 'RangeFunction', isGiven) || some(tree, 'SelectStmt', ({ valuesLists }) => isGiven(valuesLists));

/** Rows to be written say of which account they are. */
const isInsert = (query: unknown): boolean => isNode(query) && 'cols' in query && 'relation' in query;

/** What is selected from is part of the query: `… from (select … from lot where not closed) as lot where lot.account_id = $1`. */
function merged(value: unknown, isFrom = false): unknown {
  if (Array.isArray(value)) return value.map((one) => merged(one));
  if (!isNode(value)) return value;
  const parts = Object.entries(value).map(([name, part]) => [
    isFrom && name === 'SelectStmt' ? 'From' : name,
    merged(part, name === 'subquery'),
  ]);
  return Object.fromEntries(parts) as unknown;
}

/** `distributed`: see DISTRIBUTED_TABLES. */
export function asksAllAccounts(text: string, distributed: ReadonlySet<string>): boolean {
  const tree = merged(parseSync(text));
  const asked = ownParts(tree).filter((query) => isDistributed(query, distributed) && !isInsert(query));
  return asked.length > 0 && !(asked.every(namesAccount) && (asked.some(givesAccount) || givesRows(tree)));
}
