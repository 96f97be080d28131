import { describe, expect, it } from '@jest/globals';
import {
  type GraphQLObjectType,
  getIntrospectionQuery,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { requestsOf } from '../../../src/graphql/edge/guard/operation-cost.ts';
import { QUERY_LIMITS, queryLimits } from '../../../src/graphql/edge/guard/query-limits.ts';
import { schema } from '../open-edge.ts';

const problems = (query: string): string[] =>
  validate(schema, parse(query), [queryLimits]).map((error) => error.message);

const repeat = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => write(i)).join(' ');

describe('limits on a query', () => {
  it('let a frontend through', () => {
    const query = `query Page($after: String) {
      account { id name plan { id name auditWindowDays price { amount currency } } }
      balance { available reserved lots { id source remaining purchase { id price { amount currency } } } }
      transactions(first: 50, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        edges { cursor node { id sequence type amount balanceAfter description createdAt
          model { id name kind } purchase { id receiptUrl } apiKey { id name dailySpend { limit used reserved remaining } }
          generation { id status cost outputs { url mimeType width height } metadata { provider attempts { provider status } } } } }
      }
    }`;
    expect(problems(query)).toEqual([]);
  });

  const leaves = (type: GraphQLObjectType, levels: number): string => {
    const fields = Object.values(type.getFields()).filter(({ args }) => args.every((arg) => !isRequiredArgument(arg)));
    const chosen = fields.flatMap((field) => {
      const named = getNamedType(field.type);
      if (isLeafType(named)) return [field.name];
      return isObjectType(named) && levels > 0 ? [`${field.name} { ${leaves(named, levels - 1)} }`] : [];
    });
    return chosen.join(' ');
  };
  const root = schema.getQueryType() as GraphQLObjectType;
  const askable = Object.values(root.getFields()).filter(({ type, args }) => {
    return isObjectType(getNamedType(type)) && args.every((arg) => !isRequiredArgument(arg));
  });

  it.each(askable.map(({ name }) => name))('let all that %s says of its things through, a usual page of it', (name) => {
    const type = getNamedType(root.getFields()[name]!.type) as GraphQLObjectType;
    const page = type.getFields()['nodes'];
    const asked =
      page === undefined
        ? leaves(type, 1)
        : `totalCount nodes { ${leaves(getNamedType(page.type) as GraphQLObjectType, 1)} }`;
    expect(problems(`{ ${name} { ${asked} } }`)).toEqual([]);
  });

  it("let a playground's introspection through", () => {
    const query = getIntrospectionQuery({
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    expect(problems(query)).toEqual([]);
  });

  it('refuse a query 50 levels deep', () => {
    const query = `{ generations { nodes ${'{ transactions { generation '.repeat(24)}{ id }${' } }'.repeat(24)} } }`;
    expect(problems(query).join()).toMatch(/too many levels: at most 15/);
  });

  it('count levels through fragments, once each', () => {
    const fragments = repeat(
      40,
      (index) =>
        `fragment F${index} on Generation { transactions { generation { ...F${index + 1} } generation { ...F${index + 1} } } }`,
    );
    const query = `{ generations { nodes { ...F0 } } } ${fragments} fragment F40 on Generation { id }`;
    expect(problems(query).join()).toMatch(/too many levels/);
  });

  it('come to an end where fragments spread each other', () => {
    expect(problems('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')).toEqual([]);
  });

  it('refuse a flood of aliases, of __typename too', () => {
    expect(problems(`{ ${repeat(QUERY_LIMITS.aliases + 1, (index) => `a${index}: __typename`)} }`).join()).toMatch(
      /aliases/,
    );
  });

  it('refuse a flood of directives', () => {
    expect(problems(`{ account { ${'id @skip(if: false) '.repeat(QUERY_LIMITS.directives + 1)} } }`).join()).toMatch(
      /directives/,
    );
  });

  it('count a list with its size, and a variable size as the largest', () => {
    const many = (first: string): string =>
      `query ($n: Int) { ${repeat(8, (index) => `a${index}: transactions(first: ${first}) { nodes { id sequence type amount generation { id status cost count prompt transactions { id type amount } } } }`)} }`;
    expect(problems(many('5'))).toEqual([]);
    expect(problems(many('100')).join()).toMatch(/lists counted with their size/);
    expect(problems(many('$n')).join()).toMatch(/lists counted with their size/);
  });

  it('count what has to be computed with its work', () => {
    const estimates = (times: number): string =>
      `{ ${repeat(times, (index) => `a${index}: models(first: 100) { nodes { estimate { totalCost } } }`)} }`;
    expect(problems(estimates(4))).toEqual([]);
    expect(problems(estimates(5)).join()).toMatch(/lists counted with their size/);
    expect(problems(estimates(5).replaceAll('estimate { totalCost }', 'name'))).toEqual([]);
    const ordered = (times: number): string =>
      `{ ${repeat(times, (index) => `a${index}: models(first: 1, orderBy: { field: PRICE }) { totalCount }`)} }`;
    expect(problems(ordered(9))).toEqual([]);
    expect(problems(ordered(10)).join()).toMatch(/lists counted with their size/);
  });

  it.each([
    [
      'lots of a large wallet with their purchases',
      'balance { lots(first: 100) { granted remaining purchase { id } } }',
    ],
    ['verifications', 'verifyLedger { ok }'],
    ['reports of a year', 'usage(days: 365) { byDay { key cost } }'],
    ['reports of as many days as a variable says', 'usage(days: $days) { totalCost }'],
    ['keys with what they spent', 'apiKeys(first: 100) { id dailySpend { used reserved } }'],
  ])('refuse 15 aliases of %s, and let one through', (_what, field) => {
    const head = field.includes('$days') ? 'query ($days: Int)' : 'query';
    expect(problems(`${head} { ${field} }`)).toEqual([]);
    expect(problems(`${head} { ${repeat(15, (index) => `a${index}: ${field}`)} }`).join()).toMatch(/too many fields/);
  });

  it('count a page that is not asked for by size with its usual one, through fragments too', () => {
    const page = '{ nodes { id generation { id status } apiKey { id dailySpend { used } } } }';
    const many = (count: number) =>
      `{ ${repeat(count, (index) => `a${index}: transactions { ...P }`)} } fragment P on TransactionConnection ${page}`;
    expect(problems(many(1))).toEqual([]);
    expect(problems(many(15)).join()).toMatch(/too many fields/);
  });
});

describe('an operation counts as requests', () => {
  const requests = (query: string, variables: Readonly<Record<string, unknown>> = {}): number => {
    const document = parse(query);
    const operation = document.definitions[0] as OperationDefinitionNode;
    return requestsOf({ schema, document, operation, variables });
  };

  it.each([
    ['one', 1, '{ balance { available } }', {}],
    [
      'one, for a small page by a variable',
      1,
      'query ($n: Int) { transactions(first: $n) { nodes { id } } }',
      { n: 5 },
    ],
    [
      'one, for the size that the document says a variable has',
      1,
      'query ($n: Int = 5) { transactions(first: $n) { nodes { id } } }',
      {},
    ],
    [
      'one, for a small page that null leaves to the schema',
      1,
      'query ($n: Int) { transactions(first: $n) { nodes { id } } }',
      { n: null },
    ],
    ['more, for a page of lots', 5, '{ balance { lots(first: 100) { granted remaining purchase { id } } } }', {}],
    ['many, for a verification', 25, '{ verifyLedger { ok } }', {}],
    ['many, for the usage of a year', 15, 'query ($d: Int) { usage(days: $d) { totalCost } }', { d: 365 }],
    ['few, for the usage of a week', 1, 'query ($d: Int) { usage(days: $d) { totalCost } }', { d: 7 }],
  ])('%s', (_what, expected, query, variables) => {
    expect(requests(query, variables)).toBe(expected);
  });

  it('is measured for each of its variables, also when it was asked before', () => {
    const document = parse(
      'query ($d: Int, $n: Int) { usage(days: $d) { totalCost } transactions(first: $n) { nodes { id } } }',
    );
    const operation = document.definitions[0] as OperationDefinitionNode;
    const counted = [7, 365, 7].map((d) => requestsOf({ schema, document, operation, variables: { d, n: 1 } }));
    expect(counted).toEqual([1, 15, 1]);
  });

  it('is measured once when no variable matters', () => {
    const document = parse('query ($id: ID!) { generation(id: $id) { id } }');
    const operation = document.definitions[0] as OperationDefinitionNode;
    const asked = { document, operation, variables: { id: 'gen_1' } };
    expect(requestsOf({ ...asked, schema })).toBe(1);
    const untouched = {} as typeof schema;
    expect(requestsOf({ ...asked, schema: untouched })).toBe(1);
  });
});
