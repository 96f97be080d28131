// References to entities, as a gateway sends them: `{ __typename: "Generation", id: "gen_…" }`.

import { readId } from '../../callers/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput, forbidden } from '../edge/errors/request-errors.ts';
import type { ArgumentCheck } from '../edge/guard/argument-checks.ts';
import { mayUse } from '../edge/guard/scopes.ts';
import type { Node } from '../edge/types.ts';
import { findNamed, scopesToFind, TYPE_OF_KIND } from '../find-named.ts';
import { ENTITIES } from './subgraph-sdl.ts';

export interface Reference {
  readonly __typename: (typeof ENTITIES)[number];
  readonly id: string;
}

const MOST_REFERENCES = 1_000;
const ALLOWED = [`{ "__typename": ${ENTITIES.map((name) => `"${name}"`).join(' or ')}, "id": "…" }`];

/** Throws BAD_USER_INPUT for what is no reference, FORBIDDEN_SCOPE for types that the key may not read, as `node` does. */
export function checkReferences(...[given, { key }, schema]: Parameters<ArgumentCheck>): void {
  const references = given['representations'] as readonly unknown[];
  if (references.length > MOST_REFERENCES) {
    throw badUserInput(`At most ${MOST_REFERENCES} representations are resolved at once.`, [`1 to ${MOST_REFERENCES}`]);
  }
  if (!references.every(isReference)) {
    throw badUserInput('A representation names an entity of this subgraph by its id.', ALLOWED);
  }
  for (const type of new Set(references.map(({ __typename }) => __typename))) {
    const required = scopesToFind(schema, type);
    if (!mayUse(key, required)) throw forbidden(`Query._entities(${type})`, required);
  }
}

function isReference(value: unknown): value is Reference {
  if (typeof value !== 'object' || value === null) return false;
  const { __typename: type, id } = value as Readonly<Record<string, unknown>>;
  return typeof id === 'string' && ENTITIES.some((name) => name === type);
}

/** Null for what `node` answers null to, and for an id of another type. */
export async function resolveReference(reference: Reference, context: GraphqlContext): Promise<Node | null> {
  const { __typename: type, id } = reference;
  const named = readId(id);
  if (named === undefined || TYPE_OF_KIND[named.kind] !== type) return null;
  // Transactions are numbered per account, and an operator is shown those of many: its own of that number would be a mistake.
  if (named.kind === 'transaction' && context.viewer.key.scopes.includes('OPERATOR')) return null;
  return (await findNamed(context, named)) ?? null;
}
