// A statement as PostgreSQL's own parser has read it.

export type Node = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The table that a change is of, and the sides of a union, stand without the name of their kind. */
function kindOf(name: string, value: unknown): string {
  if (name === 'relation') return 'RangeVar';
  const isSide = name === 'larg' || name === 'rarg';
  return isSide && isNode(value) && 'limitOption' in value ? 'SelectStmt' : name;
}

/** All nodes of one kind below a value, itself included. */
export function* nodesOf(value: unknown, kind: string): Generator<Node> {
  if (Array.isArray(value)) for (const one of value) yield* nodesOf(one, kind);
  if (!isNode(value)) return;
  for (const [name, below] of Object.entries(value)) {
    if (kindOf(name, below) === kind && isNode(below)) yield below;
    yield* nodesOf(below, kind);
  }
}

export const has = (value: unknown, kind: string): boolean => nodesOf(value, kind).next().done !== true;
export const some = (value: unknown, kind: string, is: (node: Node) => boolean): boolean =>
  [...nodesOf(value, kind)].some(is);

const QUERIES = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt'];
export const CHANGES = ['InsertStmt', 'UpdateStmt', 'DeleteStmt'];

export const isDistributed = (value: unknown, distributed: ReadonlySet<string>): boolean =>
  some(value, 'RangeVar', ({ relname }) => distributed.has(String(relname)));

/** Each query of a statement, and of one inside of another, by itself. */
export const ownParts = (tree: unknown): unknown[] => QUERIES.flatMap((kind) => [...nodesOf(tree, kind)]).map(ownPart);

/** Without the queries inside it. */
function ownPart(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ownPart);
  if (!isNode(value)) return value;
  const parts = Object.entries(value).filter(([name, part]) => !QUERIES.includes(kindOf(name, part)));
  return Object.fromEntries(parts.map(([name, part]) => [name, ownPart(part)]));
}
