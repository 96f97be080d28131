// Limits on a document, checked when it is validated (once per document: Apollo keeps validated ones). They are far above
// what a frontend asks and far below what would hurt.
import { type ASTVisitor, GraphQLError, type GraphQLOutputType, Kind, type ValidationContext } from 'graphql';
import { createMeasure } from './query-cost.ts';

export const QUERY_LIMITS = {
  tokens: 2_000,
  /** Fields inside fields. The introspection query of a playground is 15 deep. */
  depth: 15,
  aliases: 15,
  directives: 15,
  /** Fields that stand beside the same one once more: an answer has it once, however often it is asked for. */
  repetitions: 15,
  /** See measure-cost.ts; what a variable may bring is counted as the most. */
  cost: 20_000,
} as const;

/** Errors shown per document: validation stops there. */
export const MOST_ERRORS = 5;

/** A validation rule: refuses documents with too many aliases, directives or repetitions, and operations that are too deep or costly. */
export function queryLimits(context: ValidationContext): ASTVisitor {
  let aliases = 0;
  let directives = 0;
  let repetitions = 0;
  const measure = createMeasure({
    schema: context.getSchema(),
    fragment: (name) => context.getFragment(name),
  });
  const refuse = (what: string, limit: number): void => {
    context.reportError(
      new GraphQLError(`The query has too many ${what}: at most ${limit} are answered.`, {
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED', limit },
      }),
    );
  };
  return {
    Field: (node) => {
      if (node.alias !== undefined) aliases += 1;
    },
    Directive: () => {
      directives += 1;
    },
    SelectionSet: ({ selections }) => {
      const names = selections.flatMap((one) => (one.kind === Kind.FIELD ? [(one.alias ?? one.name).value] : []));
      repetitions += names.length - new Set(names).size;
    },
    OperationDefinition: (node) => {
      const { depth, cost } = measure(node.selectionSet, rootTypeOf(context, node.operation));
      if (depth > QUERY_LIMITS.depth) refuse('levels', QUERY_LIMITS.depth);
      if (cost > QUERY_LIMITS.cost) refuse('fields, lists counted with their size', QUERY_LIMITS.cost);
    },
    Document: {
      leave: () => {
        if (aliases > QUERY_LIMITS.aliases) refuse('aliases', QUERY_LIMITS.aliases);
        if (repetitions > QUERY_LIMITS.repetitions) refuse('repeated fields', QUERY_LIMITS.repetitions);
        if (directives > QUERY_LIMITS.directives) refuse('directives', QUERY_LIMITS.directives);
      },
    },
  };
}

type Operation = Parameters<ReturnType<ValidationContext['getSchema']>['getRootType']>[0];

function rootTypeOf(context: ValidationContext, operation: Operation): GraphQLOutputType | undefined {
  return context.getSchema().getRootType(operation) ?? undefined;
}
