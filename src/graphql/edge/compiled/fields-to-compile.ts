// Which operations graphql-jit may compile. It writes JavaScript out of a document that a stranger sent, so it gets nothing of it but
// names, numbers and switches; and what it is known to run otherwise than GraphQL says, it does not get (decision 65).
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** Fields with those of fragments wherever they are spread; each takes about a tenth of a millisecond to compile. */
const MOST_FIELDS = 250;

/**
 * Texts, lists and objects in a document become source text; its default for dates makes calls out of texts. Directives are kept on the
 * shared nodes of fragments. Everything else of a document is a name that GraphQL's grammar allows.
 */
const KEPT_OUT: ReadonlySet<string> = new Set([Kind.STRING, Kind.LIST, Kind.OBJECT, Kind.DIRECTIVE]);

/** How many fields there are to compile; undefined when graphql-js shall run it. The document must be valid. */
export function fieldsToCompile(document: DocumentNode, operation: OperationDefinitionNode): number | undefined {
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
  if (hasKeptOut(document) || asksForSchema(operation.selectionSet, document)) return undefined;
  const fields = countFields(document, operation);
  return fields <= MOST_FIELDS ? fields : undefined;
}

function hasKeptOut(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    enter: (node) => {
      // In an object literal, `"__proto__": …` makes no field.
      const isPrototype = node.kind === Kind.NAME && node.value === '__proto__';
      found ||= isPrototype || KEPT_OUT.has(node.kind);
    },
  });
  return found;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function fragmentsOf({ definitions }: DocumentNode): Fragments {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** `__schema`, `__type`, and a subgraph's `_entities` and `_service`: whose resolvers are not ours. */
function asksForSchema(root: SelectionSetNode, document: DocumentNode): boolean {
  const fragments = fragmentsOf(document);
  const asks = (set: SelectionSetNode): boolean =>
    set.selections.some((node) => {
      if (node.kind === Kind.FIELD) return node.name.value.startsWith('_') && node.name.value !== '__typename';
      const inner =
        node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)?.selectionSet : node.selectionSet;
      return inner !== undefined && asks(inner);
    });
  return asks(root);
}

/** Stops soon after there are too many: fragments that spread each other twice are more than anybody can count. */
function countFields(document: DocumentNode, { selectionSet }: OperationDefinitionNode): number {
  const fragments = fragmentsOf(document);
  let fields = 0;
  const count = (set: SelectionSetNode | undefined): void => {
    for (const node of set?.selections ?? []) {
      if (fields > MOST_FIELDS) return;
      // Spreads count, too: they may lead to nothing but spreads.
      fields += 1;
      count(node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)?.selectionSet : node.selectionSet);
    }
  };
  count(selectionSet);
  return fields;
}
