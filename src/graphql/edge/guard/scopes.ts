// What an API key must be allowed to do for a field: said beside the field or its type, once, so that it holds on every
// path that leads there. Any one of the scopes is enough. What a field does not say is as its type says; where neither says
// anything the schema is not built (docs/decisions/0023-scopes-of-fields.md).

// Every file with decorators comes through here: what they need has to be there first.
import 'reflect-metadata';
import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { Extensions } from 'type-graphql';
import type { Scope, VerifiedKey } from '../../../keys/index.ts';

type Guard = ReturnType<typeof Extensions>;

/** The field, or each field of the type, needs one of these. */
export function GuardedBy(...scopes: readonly [Scope, ...Scope[]]): Guard {
  return Extensions({ scopes });
}

/** It is nobody's affairs: what is for sale, why something was refused, the parts of an amount. */
export function ForAnyKey(): Guard {
  return Extensions({ scopes: [] });
}

/** It answers for the asking key, not for its account: events that select it are not shared with other keys. */
export function DependsOnKey(): Guard {
  return Extensions({ dependsOnKey: true });
}

/** The answer to one root field, or a page of it: that field's scopes are enough, and what it holds has its own. */
export function ForWhoAsked(): Guard {
  return Extensions({ scopes: [], isAnswer: true });
}

/**
 * An interface whose own fields are open to any key that reached the thing. Not `scopes`: TypeGraphQL lets the extensions of
 * a class it extends overrule a type's own.
 */
export function OpenInterface(): Guard {
  return Extensions({ isOpenInterface: true });
}

interface Guarded {
  readonly extensions: Readonly<Record<string, unknown>>;
}

type Composite = GraphQLObjectType | GraphQLInterfaceType;

/** Any one of them is enough; none: any key. */
export function scopesOf(type: Composite, field: GraphQLField<unknown, unknown>): readonly Scope[] {
  const scopes = findScopes(type, field);
  // Closed, should the check of the schema have been forgotten.
  if (scopes === undefined) throw new Error(`nobody said which scope ${field.name} needs`);
  return scopes;
}

/** What its fields need that say nothing else. */
export function scopesOfType(schema: GraphQLSchema, name: string): readonly Scope[] {
  const type = schema.getType(name);
  const scopes = isObjectType(type) ? scopesIn(type) : undefined;
  if (scopes === undefined) throw new Error(`nobody said which scope the type ${name} needs`);
  return scopes;
}

/** Whether it is marked as `ForWhoAsked`. */
export function isAnswer({ extensions }: Guarded): boolean {
  return extensions['isAnswer'] === true;
}

/** Throws when there is a field that nobody gave scopes. */
export function requireScopes(schema: GraphQLSchema): void {
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  const open = types.flatMap((type) => {
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    const fields = Object.values(type.getFields()).filter((field) => findScopes(type, field) === undefined);
    return fields.map(({ name }) => `${type.name}.${name}`);
  });
  if (open.length > 0) throw new Error(`give ${open.join(', ')} or its type @GuardedBy, @ForAnyKey or @ForWhoAsked`);
}

function findScopes(type: Composite, field: Guarded): readonly Scope[] | undefined {
  if (isInterfaceType(type)) return type.extensions['isOpenInterface'] === true ? [] : undefined;
  return scopesIn(field) ?? scopesIn(type);
}

const scopesIn = ({ extensions }: Guarded): readonly Scope[] | undefined =>
  extensions['scopes'] as readonly Scope[] | undefined;

export function mayUse(key: Pick<VerifiedKey, 'scopes'>, required: readonly Scope[]): boolean {
  return required.length === 0 || required.some((scope) => key.scopes.includes(scope));
}
