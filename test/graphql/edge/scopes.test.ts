// Scopes, proved over the schema itself: every way from a root field to a field is asked with and without the scope.
import { describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  getNamedType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { checkOperation } from '../../../src/graphql/edge/guard/check-operation.ts';
import { isAnswer, requireScopes, scopesOf } from '../../../src/graphql/edge/guard/scopes.ts';
import { SCOPES, type Scope } from '../../../src/keys/index.ts';
import { fakeViewer, openEdge, schema } from '../open-edge.ts';

type Composite = GraphQLObjectType | GraphQLInterfaceType;

interface Step {
  readonly parent: Composite;
  readonly field: GraphQLField<unknown, unknown>;
}

const ROOTS = ['query', 'mutation', 'subscription'] as const;

const fieldsOf = (parent: Composite): Step[] => Object.values(parent.getFields()).map((field) => ({ parent, field }));

/** What is selected of a field's type: of an interface everything that it can be. */
function selectedOf({ field }: Step): Composite[] {
  const type = getNamedType(field.type);
  if (isObjectType(type)) return [type];
  return isInterfaceType(type) ? [type, ...schema.getPossibleTypes(type)] : [];
}

/** Every way that meets no type twice. */
function* waysFrom(parent: Composite, before: readonly Step[]): Generator<readonly Step[]> {
  for (const step of fieldsOf(parent)) {
    const way = [...before, step];
    yield way;
    for (const type of selectedOf(step)) {
      if (!way.some((earlier) => earlier.parent === type)) yield* waysFrom(type, way);
    }
  }
}

function* allWays(): Generator<{ readonly operation: (typeof ROOTS)[number]; readonly way: readonly Step[] }> {
  for (const operation of ROOTS) {
    const root = schema.getRootType(operation as OperationDefinitionNode['operation']);
    if (root === undefined || root === null) continue;
    for (const way of waysFrom(root, [])) yield { operation, way };
  }
}

const coordinate = ({ parent, field }: Step): string => `${parent.name}.${field.name}`;
const nameOf = (way: readonly Step[]): string => way.map(coordinate).join(' > ');

/** With an alias and an inline fragment at each level: neither hides a field. */
function selection([step, ...rest]: readonly Step[], variables: string[]): string {
  if (step === undefined) return '__typename';
  const required = step.field.args.filter(isRequiredArgument);
  const given = required.map((argument) => {
    variables.push(`$v${variables.length}: ${String(argument.type)}`);
    return `${argument.name}: $v${variables.length - 1}`;
  });
  const inner = selectedOf(step).length === 0 ? '' : ` { ${selection(rest, variables)} }`;
  const asked = `x: ${step.field.name}${given.length === 0 ? '' : `(${given.join(', ')})`}${inner}`;
  return `... on ${step.parent.name} { ${asked} }`;
}

function documentOf(operation: string, way: readonly Step[]) {
  const variables: string[] = [];
  const selected = selection(way, variables);
  const document = parse(`${operation} Q${variables.length === 0 ? '' : `(${variables.join(', ')})`} { ${selected} }`);
  return { document, operation: document.definitions[0] as OperationDefinitionNode };
}

/** The coordinate that a key of these scopes was refused for. */
function refusedFor(asked: ReturnType<typeof documentOf>, scopes: readonly Scope[]): unknown {
  try {
    checkOperation({ schema, ...asked, variables: {} }, fakeViewer({ scopes }));
    return undefined;
  } catch (error) {
    const { extensions } = error as { readonly extensions?: { readonly code: string; readonly field: string } };
    if (extensions?.code !== 'FORBIDDEN_SCOPE') throw error;
    return extensions.field;
  }
}

const without = (taken: readonly Scope[]): Scope[] => SCOPES.filter((scope) => !taken.includes(scope));

const ways = [...allWays()].map(({ operation, way }) => ({ way, asked: documentOf(operation, way) }));

describe('on every way to a field', () => {
  it('a key that has none of its scopes is refused, and one that has what the way needs is not', () => {
    const wrong: string[] = [];
    for (const { way, asked } of ways) {
      const needed = way.map(({ parent, field }) => scopesOf(parent, field)).filter(({ length }) => length > 0);
      for (const scopes of needed) {
        if (refusedFor(asked, without(scopes)) === undefined) {
          wrong.push(`open without ${scopes.join()}: ${nameOf(way)}`);
        }
      }
      const enough = needed.map(([first]) => first as Scope);
      if (refusedFor(asked, enough) !== undefined) wrong.push(`closed with ${enough.join()}: ${nameOf(way)}`);
    }
    expect(wrong).toEqual([]);
    // All of them were walked: from 70 root fields there are thousands.
    expect(ways.length).toBeGreaterThan(3_000);
  });

  it('the questions are valid ones', () => {
    const some = ways.filter((_, place) => place % 97 === 0);
    expect(some.flatMap(({ asked }) => validate(schema, asked.document))).toEqual([]);
  });
});

describe('a key with a single scope', () => {
  /** Types that are somebody's affairs, of which such a key can read a field on whatever way. */
  function readable(scope: Scope): string[] {
    const types = new Set<string>();
    for (const { way, asked } of ways) {
      const last = way.at(-1) as Step;
      if (way.length === 1 || isAnswer(last.parent) || scopesOf(last.parent, last.field).length === 0) continue;
      if (refusedFor(asked, [scope]) === undefined) types.add(last.parent.name);
    }
    return [...types].sort();
  }

  it.each<[Scope, string]>([
    ['GENERATION_WRITE', 'CostLine Estimate EstimateBatch Generation Model Quote'],
    [
      'GENERATION_READ',
      'Attempt CostLine Estimate EstimateBatch Generation GenerationError GenerationMetadata GenerationReview LotShare Model Output Quote Receipt Request RequestSummary',
    ],
    [
      'BILLING_WRITE',
      'Account AccountEmails AccountWarnings AutoTopUp EmailPreference PlanSubscription Purchase TopUpAttempt',
    ],
    ['KEYS_WRITE', 'Account ApiKey DailySpend EndUserLimit KeySpending ReplacedSecret WebhookDelivery WebhookEndpoint'],
  ])('%s reads of these only: %s', (scope, types) => {
    expect(readable(scope).join(' ')).toBe(types);
  });
});

describe('what the schema says of scopes', () => {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__'),
  ) as GraphQLObjectType[];
  const steps = types.flatMap(fieldsOf);
  const isRoot = ({ parent }: Step): boolean => ['Query', 'Mutation', 'Subscription'].includes(parent.name);

  it('is said of every field: the schema is not built with one that nobody gave scopes', () => {
    const open = (sdl: string) => () => {
      requireScopes(buildSchema(sdl));
    };
    expect(open('type Query { secret: String }')).toThrow('Query.secret');
    expect(() => {
      requireScopes(schema);
    }).not.toThrow();
  });

  it('leaves to any key only what is for sale, what it is itself, and why something was refused', () => {
    const open = types.filter((type) => {
      const fields = fieldsOf(type).filter((step) => !isRoot(step));
      return !isAnswer(type) && fields.some(({ parent, field }) => scopesOf(parent, field).length === 0);
    });
    const names = open.map(({ name }) => name).filter((name) => !name.endsWith('Error'));
    expect(names.sort()).toEqual([
      'ClientToken',
      'CreditPack',
      'Model',
      'Money',
      'PageInfo',
      'Plan',
      'RequestAllowance',
      'SpendingAllowance',
      'Viewer',
      'ViewerLimits',
    ]);
  });

  it('lets no mutation and no subscription through without a scope', () => {
    const doors = steps.filter((step) => isRoot(step) && step.parent.name !== 'Query');
    expect(doors.filter(({ parent, field }) => scopesOf(parent, field).length === 0).map(coordinate)).toEqual([]);
  });

  it('opens a field to those only who can read something of what it leads to', () => {
    const dead = steps.flatMap((step) => {
      const [type] = selectedOf(step);
      const scopes = scopesOf(step.parent, step.field);
      if (type === undefined || isInterfaceType(type) || isAnswer(type)) return [];
      const inside = fieldsOf(type).map(({ parent, field }) => scopesOf(parent, field));
      if (inside.some(({ length }) => length === 0)) return [];
      return scopes.filter((scope) => !inside.flat().includes(scope)).map((scope) => `${coordinate(step)}: ${scope}`);
    });
    expect(dead).toEqual([]);
  });

  it('calls an answer only what a root field answers, or a page of such an answer, or what is for operators alone', () => {
    const wrong = steps.filter((step) => {
      const [type] = selectedOf(step);
      const isForOperators = scopesOf(step.parent, step.field).join() === 'OPERATOR';
      return type !== undefined && isAnswer(type) && !isRoot(step) && !isAnswer(step.parent) && !isForOperators;
    });
    expect(wrong.map(coordinate)).toEqual([]);
  });
});

describe('payloads', () => {
  const GENERATE = (fields: string) =>
    `mutation { generate(input: { model: "m", idempotencyKey: "k", dryRun: true }) { ${fields} } }`;
  const CHANGE = (fields: string) =>
    `mutation { changePlan(input: { planId: "free", idempotencyKey: "k" }) { ${fields} } }`;

  it.each<[Scope, string, string]>([
    ['GENERATION_WRITE', GENERATE('balance { available }'), 'GeneratePayload.balance'],
    [
      'GENERATION_WRITE',
      GENERATE('b: balance { ...L } } } fragment L on Balance { lots { purchase { price { amount } } '),
      'GeneratePayload.balance',
    ],
    ['GENERATION_WRITE', GENERATE('generation { id status prompt }'), 'Generation.prompt'],
    [
      'GENERATION_WRITE',
      GENERATE('generation { ... on Node { ... on Generation { outputs { url } } } }'),
      'Generation.outputs',
    ],
    ['GENERATION_WRITE', GENERATE('generation { cost @include(if: false) parameters }'), 'Generation.parameters'],
    ['GENERATION_WRITE', GENERATE('estimate { balance }'), 'Estimate.balance'],
    ['BILLING_WRITE', CHANGE('account { id email }'), 'Account.email'],
    ['BILLING_WRITE', CHANGE('account { unbilled creditLimit }'), 'Account.unbilled'],
    ['GENERATION_READ', '{ generations { nodes { transactions { balanceAfter } } } }', 'Generation.transactions'],
    [
      'GENERATION_READ',
      '{ node(id: "gen_x") { ... on Generation { transactions { __typename } } } }',
      'Generation.transactions',
    ],
  ])('do not show to %s: %s', async (scope, query, field) => {
    // No room may be asked: the edge refuses by itself.
    const { status, errors } = await openEdge().ask(query, {}, { viewer: fakeViewer({ scopes: [scope] }) });
    expect([status, errors[0]?.extensions]).toMatchObject([403, { code: 'FORBIDDEN_SCOPE', field }]);
  });
});
