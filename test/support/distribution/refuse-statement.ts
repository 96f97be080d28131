// Whether the coordinator of a database that Citus has distributed takes a statement, as far as its text says. PostgreSQL's own
// parser reads it. The rules are those of Citus 13.2 as it was found to answer; see docs/decisions/0108.
import { parseSync } from 'libpg-query';
import { CHANGES, has, isDistributed, type Node, nodesOf, ownParts, some } from './parsed-statement.ts';

export type Rule =
  | 'recursive over all accounts'
  | 'locks rows of several accounts'
  | 'lateral over several accounts'
  | 'limited change of several accounts'
  | 'several changes at once over several accounts'
  | 'insert from a select that is planned apart'
  | 'function that is not immutable in a change'
  | 'subquery beside a function of rows';

interface Context {
  readonly tree: unknown;
  readonly distributed: ReadonlySet<string>;
  /** Every table is asked about one account, the same one. */
  readonly isOfOne: boolean;
}

/** Lateral subqueries of several accounts, unless they look at no table of theirs, or read all that they find. */
const hasLateral = ({ tree, distributed, isOfOne }: Context): boolean =>
  !isOfOne &&
  some(tree, 'RangeSubselect', (from) => from['lateral'] === true && isDistributed(from['subquery'], distributed));

const isRecursive = ({ tree, isOfOne }: Context): boolean =>
  !isOfOne && some(tree, 'withClause', ({ recursive }) => recursive === true);

const locks = ({ tree, distributed, isOfOne }: Context): boolean =>
  !isOfOne && has(tree, 'LockingClause') && isDistributed(tree, distributed);

/** `update … where … in (select … limit)`: which rows those are, is one question to all nodes, and the change another. */
const isLimitedChange = ({ tree, isOfOne }: Context): boolean =>
  !isOfOne &&
  CHANGES.slice(1).some((kind) => some(tree, kind, (change) => some(change, 'SelectStmt', (by) => 'limitCount' in by)));

const changesOf = (tree: unknown): Node[] => CHANGES.flatMap((kind) => [...nodesOf(tree, kind)]);

const isSeveralChanges = ({ tree, isOfOne }: Context): boolean => !isOfOne && changesOf(tree).length > 1;

/** What is inserted must be one select, whose account is a column of it: neither a parameter nor what CTEs have gathered. */
function isPlannedApart({ tree, distributed }: Context): boolean {
  return some(tree, 'InsertStmt', (insert) => {
    const select = nodesOf(insert['selectStmt'], 'SelectStmt').next().value as Node | undefined;
    if (select === undefined || 'valuesLists' in select) return false;
    if (!isDistributed({ relation: insert['relation'] }, distributed)) return false;
    const isGathered =
      has(tree, 'CommonTableExpr') || some(select, 'RangeSubselect', ({ lateral }) => lateral === true);
    const [first] = (select['targetList'] ?? []) as Node[];
    return isGathered || (has(first, 'ParamRef') && isDistributed(select, distributed));
  });
}

/** Such as `timestamptz + interval`, whose answer depends on the session's time zone. */
function isUnstable({ tree }: Context): boolean {
  const depends = (value: unknown): boolean =>
    some(value, 'typeName', ({ names }) => JSON.stringify(names).includes('"interval"')) ||
    some(value, 'FuncCall', ({ funcname }) => UNSTABLE.test(JSON.stringify(funcname)));
  const changes = [...nodesOf(tree, 'UpdateStmt'), ...nodesOf(tree, 'onConflictClause')];
  return changes.some((change) => depends(change['targetList']));
}

const UNSTABLE = /"(clock_timestamp|statement_timestamp|gen_random_uuid)"/;

/** Rows that a function makes, beside a query that asks about each of them. */
const isBesideFunction = ({ tree, distributed }: Context): boolean =>
  some(
    tree,
    'SelectStmt',
    (select) =>
      has(select['fromClause'], 'RangeFunction') &&
      isDistributed(select['fromClause'], distributed) &&
      some(
        select['targetList'],
        'SubLink',
        (query) => has(query, 'RangeFunction') || isDistributed(query, distributed),
      ),
  );

const RULES: readonly (readonly [Rule, (context: Context) => boolean])[] = [
  ['recursive over all accounts', isRecursive],
  ['locks rows of several accounts', locks],
  ['lateral over several accounts', hasLateral],
  ['limited change of several accounts', isLimitedChange],
  ['several changes at once over several accounts', isSeveralChanges],
  ['insert from a select that is planned apart', isPlannedApart],
  ['function that is not immutable in a change', isUnstable],
  ['subquery beside a function of rows', isBesideFunction],
];

/** No rule can apply to a statement without one of them: most are not parsed. */
const WORDS =
  /\b(recursive|lateral|for\s+(no\s+key\s+)?(update|share)|interval|unnest|clock_timestamp|statement_timestamp|gen_random_uuid)\b|\b(insert|update|delete)\b[^]*\b(select|limit|insert|update|delete)\b/i;

/** Undefined: it is taken, or it asks for nothing of accounts. `distributed`: see DISTRIBUTED_TABLES. */
export function refuseStatement(text: string, distributed: ReadonlySet<string>): Rule | undefined {
  if (!WORDS.test(text)) return undefined;
  const tree: unknown = parseSync(text);
  if (!isDistributed(tree, distributed)) return undefined;
  const context = { tree, distributed, isOfOne: isOfOne(tree, distributed) };
  return RULES.find(([, applies]) => applies(context))?.[0];
}

/** Each query that names a table of accounts says by equality of which account, and one of them by a value. */
function isOfOne(tree: unknown, distributed: ReadonlySet<string>): boolean {
  const own = ownParts(tree).filter((query) => isDistributed(query, distributed));
  const says = (query: unknown, is: (expression: Node) => boolean): boolean => {
    const isAccounts = some(query, 'RangeVar', ({ relname }) => relname === 'account');
    return some(
      query,
      'A_Expr',
      (expression) => is(expression) && isOfAccount(expression, isAccounts ? ANY_ID : ACCOUNT_ID),
    );
  };
  return own.every((query) => says(query, isEquality)) && own.some((query) => says(query, isWithValue));
}

const ACCOUNT_ID = /"sval":"(account_id|accountId|account)"/;
/** In a query of the table `account`. */
const ANY_ID = /"sval":"(account_id|accountId|account|id)"/;

const isEquality = (expression: Node): boolean =>
  expression['kind'] === 'AEXPR_OP' && JSON.stringify(expression['name']).includes('"="');

const sidesOf = (expression: Node): unknown[] => [expression['lexpr'], expression['rexpr']];

const isOfAccount = (expression: Node, name: RegExp): boolean =>
  sidesOf(expression).some((side) => some(side, 'ColumnRef', (column) => name.test(JSON.stringify(column))));

const isWithValue = (expression: Node): boolean =>
  isEquality(expression) && sidesOf(expression).some((side) => has(side, 'ParamRef') || has(side, 'A_Const'));
