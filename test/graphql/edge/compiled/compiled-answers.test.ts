import { describe, expect, it } from '@jest/globals';
import { getOperationAST, parse } from 'graphql';
import { createCompiledOperations } from '../../../../src/graphql/edge/compiled/compiled-operations.ts';
import { fieldsToCompile } from '../../../../src/graphql/edge/compiled/fields-to-compile.ts';
import { credits, NOW, openEdge, REQUEST_ID, schema } from '../../open-edge.ts';

const jit = 'always';
const BALANCE = {
  ...{ available: credits('12.48'), reserved: credits('0.5'), expiringSoon: credits('0'), frozen: credits('0') },
  ...{ debt: credits('0'), creditLimit: credits('0'), sequence: 7n, lots: [], asOf: NOW },
};

function readable(query: string): boolean {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (operation === null || operation === undefined) throw new Error('there is no operation');
  return fieldsToCompile(document, operation) !== undefined;
}

describe('a compiled operation in Apollo', () => {
  it('says nothing of a bug, whose words stay in the log under the request id', async () => {
    const balance = (): never => {
      throw new Error('password of the database');
    };
    const { ask, log } = openEdge({ ledger: { balance } }, { jit });
    const answer = await ask('{ balance { available } }');
    expect(answer).toMatchObject({
      status: 200,
      data: null,
      errors: [
        {
          message: 'Internal server error',
          path: ['balance'],
          locations: [{ line: 1, column: 3 }],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: REQUEST_ID },
        },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('password');
    expect(log).toMatchObject([{ details: { requestId: REQUEST_ID }, message: 'a resolver failed' }]);
  });

  it('says nothing of a value that cannot be shown, and logs it, too', async () => {
    const wrong = { ...BALANCE, available: 'secret words' as never };
    const { ask, log } = openEdge({ ledger: { balance: async () => wrong } }, { jit });
    const answer = await ask('{ balance { available } }');
    expect(answer.errors).toMatchObject([{ message: 'Internal server error', path: ['balance', 'available'] }]);
    expect(JSON.stringify(answer)).not.toContain('bigint');
    expect(log).toHaveLength(1);
  });

  it('is not begun with variables that are wrong, and says so in the words of GraphQL', async () => {
    const query = 'query ($first: Int!) { transactions(first: $first) { nodes { id } } }';
    const [compiled, other] = await Promise.all(
      (['always', 'off'] as const).map((way) => openEdge({}, { jit: way }).ask(query, { first: 'two' })),
    );
    expect(compiled?.status).toBe(400);
    expect(compiled).toEqual(other);
  });

  it('runs a mutation once, whatever comes of it', async () => {
    let asked = 0;
    const cancel = async (): Promise<never> => {
      asked += 1;
      throw new Error('lost');
    };
    const { ask } = openEdge({ generations: { cancel } }, { jit });
    const query =
      'mutation ($in: CancelGenerationInput!) { cancelGeneration(input: $in) { generation { id } userErrors { code } } }';
    const { errors } = await ask(query, { in: { id: 'gen_01k9fh8kzhe0vtkk3d1qgk8v2n' } });
    expect(errors).toMatchObject([{ message: 'Internal server error' }]);
    expect(asked).toBe(1);
  });

  it('runs mutations one after the other, each with what hangs on it', async () => {
    const steps: string[] = [];
    const step = async (name: string): Promise<never> => {
      steps.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`${name} ends`);
      throw new Error(name);
    };
    let calls = 0;
    const { ask } = openEdge({ generations: { cancel: () => step(`cancel ${(calls += 1)}`) } }, { jit });
    const one = 'cancelGeneration(input: $in) { userErrors { code } }';
    const query = `mutation ($in: CancelGenerationInput!) { a: ${one} b: ${one} }`;
    await ask(query, { in: { id: 'gen_01k9fh8kzhe0vtkk3d1qgk8v2n' } });
    expect(steps.slice(0, 2)).toEqual(['cancel 1 begins', 'cancel 1 ends']);
    expect(steps.length % 2).toBe(0);
  });

  it('counts what is counted only on demand', async () => {
    const transactions = async (): Promise<never[]> => [];
    const { ask } = openEdge({ usage: { transactions, countTransactions: async () => 17 } }, { jit });
    const { data } = await ask('{ transactions { totalCount nodes { id } } }');
    expect(data).toEqual({ transactions: { totalCount: 17, nodes: [] } });
  });
});

describe('what is compiled', () => {
  it('is what was asked twice before', () => {
    const document = parse('{ balance { available } }');
    const operation = getOperationAST(document);
    if (operation === null || operation === undefined) throw new Error('there is no operation');
    const found = (way: 'on' | 'off'): boolean[] => {
      const operations = createCompiledOperations(schema, way);
      return Array.from({ length: 4 }, () => operations.find(document, operation) !== undefined);
    };
    expect(found('on')).toEqual([false, false, true, true]);
    expect(found('off')).toEqual([false, false, false, false]);
  });

  it('has nothing of a stranger in its source text but names, numbers and switches', () => {
    expect(readable('query One($a: ID!) { node(id: $a) { id } }')).toBe(true);
    expect(readable('{ transactions(first: 5) { nodes { id } } }')).toBe(true);
    // graphql-jit makes a call of it: new Date(process.exit()).
    const date = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d';
    expect(readable(`{ node(id: "${date}process.exit()") { id } }`)).toBe(false);
    expect(readable(`query ($a: ID = "${date}process.exit()") { node(id: $a) { id } }`)).toBe(false);
    expect(readable('{ node(id: """block""") { id } }')).toBe(false);
    expect(readable('{ models(where: { kind: IMAGE }) { nodes { id } } }')).toBe(false);
    expect(readable('query ($a: [ModelKind!] = [IMAGE]) { models(where: $a) { nodes { id } } }')).toBe(false);
    expect(readable('{ balance { __proto__: available } }')).toBe(false);
  });

  it('asks for no schema, has no directives, is no subscription and not longer than worth it', () => {
    expect(readable('{ __typename balance { __typename } }')).toBe(true);
    expect(readable('{ __schema { types { name } } }')).toBe(false);
    expect(readable('{ ...A } fragment A on Query { _service { sdl } }')).toBe(false);
    expect(readable('query ($a: Boolean!) { balance { available @include(if: $a) } }')).toBe(false);
    expect(readable('subscription { balanceUpdated { available } }')).toBe(false);
    const spread = (name: string, inner: string): string => `fragment ${name} on Query { ${inner} ${inner} ${inner} }`;
    const fragments = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((name, index, all) =>
      spread(name, all[index + 1] === undefined ? 'balance { debt }' : `...${all[index + 1]}`),
    );
    expect(readable(`{ ...A } ${fragments.join(' ')}`)).toBe(false);
    expect(readable(`{ ...F } ${fragments.join(' ')}`)).toBe(true);
  });
});
