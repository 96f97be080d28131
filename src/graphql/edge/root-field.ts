// What an operation asks, in words that the schema knows: clients give operations any name, and the names of a monitor's series must be
// few. For metrics and traces.
import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** Of an operation with several fields at its root. */
const SEVERAL_FIELDS = 'several';

const known = new WeakMap<OperationDefinitionNode, string>();

/** The name of its root's only field, in a document that was validated. */
export function rootFieldOf(document: DocumentNode, operation: OperationDefinitionNode): string {
  const found = known.get(operation) ?? findRootField(document, operation);
  known.set(operation, found);
  return found;
}

function findRootField(document: DocumentNode, operation: OperationDefinitionNode): string {
  const names = new Set<string>();
  collect(document, operation.selectionSet, names);
  const [first = SEVERAL_FIELDS] = names;
  return names.size === 1 ? first : SEVERAL_FIELDS;
}

/** A valid document's fragments do not go round in circles. */
function collect(document: DocumentNode, { selections }: SelectionSetNode, names: Set<string>): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) names.add(selection.name.value);
    else if (selection.kind === Kind.INLINE_FRAGMENT) collect(document, selection.selectionSet, names);
    else collectFragment(document, selection.name.value, names);
  }
}

function collectFragment(document: DocumentNode, name: string, names: Set<string>): void {
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name) {
      collect(document, definition.selectionSet, names);
    }
  }
}
