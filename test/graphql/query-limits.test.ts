import { describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery, parse, validate } from 'graphql';
import { QUERY_LIMITS, queryLimits } from '../../src/graphql/guard/query-limits.ts';
import { schema } from './edge.ts';

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
});
