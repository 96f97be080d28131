// Operations out of the schema, and those of the project's own client, run by graphql-js and compiled: both have to answer the same.
// The long form: FUZZ_DOCUMENTS=20000 FUZZ_SEED=7 npm test -- test/graphql/edge/compiled
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { createCompiledOperations } from '../../../../src/graphql/edge/compiled/compiled-operations.ts';
import { newKnown } from '../../../programs/fuzz/known-values.ts';
import { randomFrom } from '../../../programs/fuzz/random.ts';
import { randomOperation } from '../../../programs/fuzz/random-operation.ts';
import { mockedSchema } from './mocked-schema.ts';

const DOCUMENTS = Number(process.env['FUZZ_DOCUMENTS'] ?? 1_500);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
/** Fewer would test a wall. */
const LEAST_SHARE = 5;

const schema = mockedSchema();
const operations = createCompiledOperations(schema, 'always');

const INPUT = { model: 'bfl/flux-1.1-pro', prompt: 'x', idempotencyKey: 'k', count: 1 };

/** Aliases, fragments in fragments, interfaces, types that are asked for, the same field twice, and mutations one after the other. */
const HAND_PICKED = [
  'query ($first: Int) { a: transactions(first: $first) { nodes { id ... on Node { id } } } b: transactions { totalCount } }',
  'query ($id: ID!) { node(id: $id) { __typename id ... on Generation { status ...More } ... on Transaction { amount } } } fragment More on Generation { cost ...Most } fragment Most on Generation { outputs { url bytes } model { id name } }',
  'query { balance { available } balance { available reserved lots { id } } again: balance { lots { remaining } lots { id } } }',
  'query One($first: Int = 3) { __typename generations(first: $first) { edges { cursor node { id transactions { id amount } } } pageInfo { hasNextPage } } }',
  'mutation ($in: CancelGenerationInput!) { a: cancelGeneration(input: $in) { ...P } b: cancelGeneration(input: $in) { ...P } } fragment P on CancelGenerationPayload { generation { id status } userErrors { code message } }',
];

/** Where one item of a list fails at once, graphql-js waits no more for the others, and what they fail with is nobody's. A gateway logs it. */
const ofNobody = (): undefined => undefined;
beforeAll(() => void process.on('unhandledRejection', ofNobody));
afterAll(async () => {
  for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  process.off('unhandledRejection', ofNobody);
});

interface Asked {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

function parsed(query: string): DocumentNode | undefined {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
}

/** Undefined: it is refused before it runs. */
function read(query: string, variables: Readonly<Record<string, unknown>>): Asked | undefined {
  const document = parsed(query);
  if (document === undefined) return undefined;
  const operation = getOperationAST(document);
  if (operation === null || operation === undefined || validate(schema, document).length > 0) return undefined;
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  return errors === undefined ? { document, operation, variables } : undefined;
}

/**
 * What a client sees. Where a null has taken others with it, which of several errors below it are told depends on what came first: of
 * those, that there is one.
 */
function seen({ data, errors = [] }: ExecutionResult): object {
  const text = JSON.stringify(data);
  const told = errors.map(({ message, path = [], extensions, locations }) => {
    const isShown = isThere(data, path);
    return isShown
      ? JSON.stringify({ path, message, extensions: { ...extensions }, locations })
      : JSON.stringify(shownPart(data, path));
  });
  return { text, errors: [...new Set(told)].sort() };
}

/** Whether its place is still in the answer. */
const isThere = (data: unknown, path: readonly (string | number)[]): boolean =>
  shownPart(data, path).length === path.length;

/** As far as the answer has it: up to the null that took the rest. */
function shownPart(data: unknown, path: readonly (string | number)[]): readonly (string | number)[] {
  let value = data;
  for (const [index, key] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, index);
    value = (value as Record<string | number, unknown>)[key];
  }
  return path;
}

async function compare({ document, operation, variables }: Asked): Promise<'COMPILED' | 'NOT_COMPILED'> {
  const run = operations.find(document, operation);
  if (run === undefined) return 'NOT_COMPILED';
  const compiled = seen(await run(undefined, {}, variables));
  const expected = seen(await execute({ schema, document, variableValues: variables, contextValue: {} }));
  expect({ query: document.loc?.source.body, variables, answer: compiled }).toEqual({
    query: document.loc?.source.body,
    variables,
    answer: expected,
  });
  return 'COMPILED';
}

describe('compiled operations', () => {
  it(`answer what graphql-js answers, in ${DOCUMENTS} operations from seed ${SEED}`, async () => {
    const random = randomFrom(SEED);
    const known = newKnown();
    let compiled = 0;
    for (let number = 0; number < DOCUMENTS; number += 1) {
      const kind = random.pick([OperationTypeNode.QUERY, OperationTypeNode.QUERY, OperationTypeNode.MUTATION]);
      const { query, variables } = randomOperation({ schema, random, known }, kind);
      const asked = read(query, JSON.parse(JSON.stringify(variables)) as Asked['variables']);
      if (asked !== undefined && (await compare(asked)) === 'COMPILED') compiled += 1;
    }
    expect(compiled).toBeGreaterThan(DOCUMENTS / LEAST_SHARE);
  });

  it("answer the client's own operations", async () => {
    const file = new URL('../../../../packages/client/src/gql/persisted-documents.json', import.meta.url);
    const documents = Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>);
    // A list in a document keeps it out.
    for (const query of documents.filter((text) => !/subscription |\[/.test(text))) {
      const { variableDefinitions = [] } = parse(query).definitions.find(
        (definition) => definition.kind === Kind.OPERATION_DEFINITION,
      ) as OperationDefinitionNode;
      const variables = Object.fromEntries(variableDefinitions.map(({ variable }) => [variable.name.value, 'x']));
      for (const given of [variables, { input: INPUT }, { input: { ...INPUT, credits: '5' } }]) {
        const asked = read(query, given);
        if (asked !== undefined) expect(await compare(asked)).toBe('COMPILED');
      }
    }
  });

  it.each(HAND_PICKED)('answer %s', async (query) => {
    const asked = read(query, { first: 2, id: 'gen_1', in: { id: 'gen_1' } });
    expect(asked).toBeDefined();
    if (asked !== undefined) expect(await compare(asked)).toBe('COMPILED');
  });
});
