// Limits on a document, checked when it is validated (once per document: Apollo keeps validated ones). They are far above
// what a frontend asks and far below what would hurt.
import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  type GraphQLOutputType,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { LARGEST_PAGE } from '../pages.ts';

export const QUERY_LIMITS = {
  tokens: 2_000,
  /** Fields inside fields. The introspection query of a playground is 15 deep. */
  depth: 15,
  aliases: 15,
  directives: 15,
  /** Fields that may have to be resolved, lists counted with their size. */
  cost: 20_000,
} as const;

/** Errors shown per document: validation stops there. */
export const MOST_ERRORS = 5;

/**
 * Fields that are more work than to read a row, by coordinate: Model.estimate validates and prices a request, anomalies
 * look at thousands of transactions.
 */
const WORK: Readonly<Record<string, number>> = { 'Model.estimate': 10, 'Query.anomalies': 5_000 };

/** An order that has to be computed looks at everything there is, whatever the page's size. */
const COMPUTED_ORDER = 2_000;

/** What a list without `first` counts as. */
const USUAL_LIST = 4;

interface Measure {
  readonly depth: number;
  readonly cost: number;
}

const NOTHING: Measure = { depth: 0, cost: 0 };

/** A validation rule: refuses documents with too many aliases or directives, and operations that are too deep or costly. */
export function queryLimits(context: ValidationContext): ASTVisitor {
  let aliases = 0;
  let directives = 0;
  const measure = createMeasure(context);
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
    OperationDefinition: (node) => {
      const { depth, cost } = measure(node.selectionSet, rootTypeOf(context, node.operation));
      if (depth > QUERY_LIMITS.depth) refuse('levels', QUERY_LIMITS.depth);
      if (cost > QUERY_LIMITS.cost) refuse('fields, lists counted with their size', QUERY_LIMITS.cost);
    },
    Document: {
      leave: () => {
        if (aliases > QUERY_LIMITS.aliases) refuse('aliases', QUERY_LIMITS.aliases);
        if (directives > QUERY_LIMITS.directives) refuse('directives', QUERY_LIMITS.directives);
      },
    },
  };
}

type Operation = Parameters<ReturnType<ValidationContext['getSchema']>['getRootType']>[0];

function rootTypeOf(context: ValidationContext, operation: Operation): GraphQLOutputType | undefined {
  return context.getSchema().getRootType(operation) ?? undefined;
}

/** Measures selections; each fragment once, so that fragments which spread each other cannot multiply the work. */
function createMeasure(context: ValidationContext) {
  const fragments = new Map<string, Measure>();

  const fragment = (name: string): Measure => {
    const known = fragments.get(name);
    if (known !== undefined) return known;
    // A cycle is an error of its own (NoFragmentCycles); here it must only come to an end.
    fragments.set(name, NOTHING);
    const definition = context.getFragment(name);
    if (definition === undefined || definition === null) return NOTHING;
    const type = context.getSchema().getType(definition.typeCondition.name.value);
    const found = selections(definition.selectionSet, type as GraphQLOutputType | undefined);
    fragments.set(name, found);
    return found;
  };

  const field = (node: FieldNode, parent: GraphQLOutputType | undefined): Measure => {
    const type = fieldType(parent, node.name.value);
    const own = workOf(node, parent);
    if (node.selectionSet === undefined) return { depth: 1, cost: own };
    const inner = selections(node.selectionSet, type);
    return { depth: inner.depth + 1, cost: own + inner.cost * sizeOf(node, type) };
  };

  const selections = (set: SelectionSetNode, parent: GraphQLOutputType | undefined): Measure => {
    let total = NOTHING;
    for (const node of set.selections) {
      const found = measureSelection(node, parent);
      total = { depth: Math.max(total.depth, found.depth), cost: total.cost + found.cost };
    }
    return total;
  };

  const measureSelection = (
    node: SelectionSetNode['selections'][number],
    parent: GraphQLOutputType | undefined,
  ): Measure => {
    switch (node.kind) {
      case Kind.FIELD:
        return field(node, parent);
      case Kind.FRAGMENT_SPREAD:
        return fragment(node.name.value);
      case Kind.INLINE_FRAGMENT: {
        const name = node.typeCondition?.name.value;
        const type = name === undefined ? parent : (context.getSchema().getType(name) as GraphQLOutputType | undefined);
        return selections(node.selectionSet, type);
      }
      default:
        return node satisfies never;
    }
  };
  return selections;
}

function fieldType(parent: GraphQLOutputType | undefined, name: string): GraphQLOutputType | undefined {
  const type = parent === undefined ? undefined : getNamedType(parent);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name]?.type : undefined;
}

/** What the field itself counts as, without what is selected of it. */
function workOf(node: FieldNode, parent: GraphQLOutputType | undefined): number {
  const isOrdered = node.arguments?.some((argument) => argument.name.value === 'orderBy') ?? false;
  const owner = parent === undefined ? '' : getNamedType(parent).name;
  return (WORK[`${owner}.${node.name.value}`] ?? 1) + (isOrdered ? COMPUTED_ORDER : 0);
}

/** The page's size where the document says it; a variable may bring the largest. */
function sizeOf(node: FieldNode, type: GraphQLOutputType | undefined): number {
  const first = node.arguments?.find((argument) => argument.name.value === 'first');
  if (first !== undefined) {
    return first.value.kind === Kind.INT ? Math.min(Math.abs(Number(first.value.value)), LARGEST_PAGE) : LARGEST_PAGE;
  }
  return isList(type) ? USUAL_LIST : 1;
}

function isList(type: GraphQLOutputType | undefined): boolean {
  if (type === undefined) return false;
  return isListType(isNonNullType(type) ? type.ofType : type);
}
