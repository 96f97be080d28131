// Operations that are asked again, as functions that were compiled for them (graphql-jit): a page of fifty rows takes a fraction of what
// graphql-js takes, which looks at every field of every row anew.
import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { fieldsToCompile } from './fields-to-compile.ts';

/** `on`: what is asked the third time is compiled; `always`: the first time, for tests; `off`: graphql-js runs everything. */
export type GraphqlJit = 'on' | 'always' | 'off';

export type CompiledOperation = (
  root: undefined,
  context: unknown,
  variables: Readonly<Record<string, unknown>>,
) => Promise<ExecutionResult> | ExecutionResult;

export interface CompiledOperations {
  /** Undefined: graphql-js shall run it. The document must be valid. */
  find(document: DocumentNode, operation: OperationDefinitionNode): CompiledOperation | undefined;
}

interface Compiled {
  /** Undefined: it cannot be compiled. */
  readonly run: CompiledOperation | undefined;
  readonly fields: number;
}

/** As many as a gateway's frontends ask, of all that are kept at once; the one that was not asked for longest leaves. */
const MOST_COMPILED = 500;
const MOST_FIELDS = 10_000;
/** Of the processor's time: compiling takes some milliseconds, and documents that are made up anew all the time must not take it all. */
const SHARE_OF_TIME = 0.1;
/** Compiling takes longer than several runs: a document that was made up for one question is not worth it. */
const RUNS_BEFORE: Readonly<Record<GraphqlJit, number>> = { on: 2, always: 0, off: Number.POSITIVE_INFINITY };

export function createCompiledOperations(schema: GraphQLSchema, jit: GraphqlJit): CompiledOperations {
  // An operation's node is of one document and has one name: Apollo gives the same one for the same text.
  const compiled = new LRUCache<OperationDefinitionNode, Compiled>({
    max: MOST_COMPILED,
    maxSize: MOST_FIELDS,
    sizeCalculation: ({ fields }) => fields,
  });
  const runs = new WeakMap<OperationDefinitionNode, number>();
  const runsBefore = RUNS_BEFORE[jit];
  const compile = jit === 'always' ? createCompiler(schema) : resting(createCompiler(schema));
  return {
    find: (document, operation) => {
      const known = compiled.get(operation);
      if (known !== undefined) return known.run;
      const before = runs.get(operation) ?? 0;
      runs.set(operation, before + 1);
      if (before < runsBefore) return undefined;
      const made = compile(document, operation);
      if (made !== undefined) compiled.set(operation, made);
      return made?.run;
    },
  };
}

type Compile = (document: DocumentNode, operation: OperationDefinitionNode) => Compiled | undefined;

function createCompiler(schema: GraphQLSchema): Compile {
  return (document, operation) => {
    const fields = fieldsToCompile(document, operation);
    if (fields === undefined) return { run: undefined, fields: 1 };
    const result = compileQuery(schema, document, operation.name?.value, { disablingCapturingStackErrors: true });
    return { run: isCompiledQuery(result) ? result.query : undefined, fields };
  };
}

/** Undefined while it rests: graphql-js runs meanwhile what is not compiled yet. */
function resting(compile: Compile): Compile {
  let restsUntil = 0;
  return (document, operation) => {
    const begin = performance.now();
    if (begin < restsUntil) return undefined;
    const made = compile(document, operation);
    const end = performance.now();
    restsUntil = end + (end - begin) * (1 / SHARE_OF_TIME - 1);
    return made;
  };
}
