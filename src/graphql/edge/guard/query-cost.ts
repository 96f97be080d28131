// What fields count as in the cost of an operation, by coordinate; what is not named counts 1, a list of it USUAL_LIST.
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { LARGEST_PAGE } from '../pages.ts';

/** Fields that are more work than to read a row: a look-up by id, a price, thousands of rows. */
const WORK: Readonly<Record<string, number>> = {
  'Model.estimate': 40,
  'Query.estimates': 1_000,
  // Up to a year of hourly counts.
  'RequestConnection.summary': 100,
  // A row for each day and end user, or tag.
  'UsageReport.byEndUser': 2_000,
  'UsageReport.byTag': 2_000,
  'Query.anomalies': 5_000,
  'Query.rehearsePriceBook': 8_000,
  // Sums over all accounts.
  'Query.revenue': 4_000,
  // Up to 10,000 transactions with their hashes: one in an operation.
  'Query.verifyLedger': 12_000,
  'Mutation.startLedgerVerification': 2_000,
  'Query.apiKeys': 10,
  // The same for an operator who looks at an account.
  'Account.anomalies': 5_000,
  'Account.apiKeys': 10,
  'Account.balance': 20,
  'Query.balance': 20,
  // A day's transactions at most; a month's, added up.
  'Query.balanceAt': 200,
  'Query.statement': 2_000,
  'Mutation.createExport': 2_000,
  'Query._entities': 10,
  // All lots are read, however few are shown.
  'Balance.lots': 700,
  'CreditLot.purchase': 10,
  'LotShare.lot': 10,
  'Anomaly.apiKey': 10,
  'Transaction.apiKey': 10,
  'Transaction.generation': 10,
  'Transaction.model': 10,
  'Transaction.purchase': 10,
  'Generation.metadata': 10,
  'Generation.transactions': 10,
  // Summed over the keys that descend from it.
  'ApiKey.dailySpend': 20,
  'ApiKey.replacedSecrets': 10,
  'Viewer.apiKey': 10,
  'Viewer.limits': 20,
  'WebhookDelivery.endpoint': 10,
  'Invoice.lines': 10,
};

/** Fields that read so many rows for each day they are asked about. */
const DAYS: Readonly<Record<string, number>> = { 'Query.usage': 20, 'Account.usage': 20 };
const MOST_DAYS = 365;

/** An order that has to be computed looks at everything there is, whatever the page's size. */
const COMPUTED_ORDER = 2_000;

/** Lists without pages: the most there are, or what they may well come to. */
const LIST_SIZES: Readonly<Record<string, number>> = {
  'Query.anomalies': 20,
  'Account.anomalies': 20,
  'Query.webhookEndpoints': 20,
  'Account.webhookEndpoints': 20,
  'Anomaly.evidence': 20,
  'EstimateBatch.estimates': 100,
  'Invoice.lines': 60,
  'PriceBookRehearsal.byAccount': 100,
  'PriceBookRehearsal.byModel': 100,
  'Receipt.lots': 20,
  'UsageReport.byApiKey': 100,
  'UsageReport.byDay': 365,
  'UsageReport.byModel': 100,
};

/** What any other list counts as. */
const USUAL_LIST = 6;

// How deep an operation is and how much work: fields that may have to be resolved, lists counted with their size, and
// what is more work than to read a row with its own weight (docs/decisions/0024-requests-by-cost.md).

export interface Measured {
  readonly schema: GraphQLSchema;
  readonly fragment: (name: string) => FragmentDefinitionNode | null | undefined;
  /** The value of a variable; absent while a document is validated, when a variable may bring the largest. */
  readonly variable?: (name: string) => unknown;
}

export interface Measure {
  readonly depth: number;
  readonly cost: number;
}

const NOTHING: Measure = { depth: 0, cost: 0 };

/** Measures selections; each fragment once, so that fragments which spread each other cannot multiply the work. */
export function createMeasure(measured: Measured) {
  const { schema } = measured;
  const fragments = new Map<string, Measure>();
  const typeOf = (name: string): GraphQLOutputType | undefined => schema.getType(name) as GraphQLOutputType | undefined;

  const fragment = (name: string): Measure => {
    const known = fragments.get(name);
    if (known !== undefined) return known;
    // A cycle is an error of its own (NoFragmentCycles); here it must only come to an end.
    fragments.set(name, NOTHING);
    const definition = measured.fragment(name);
    if (definition === undefined || definition === null) return NOTHING;
    const found = selections(definition.selectionSet, typeOf(definition.typeCondition.name.value));
    fragments.set(name, found);
    return found;
  };

  const field = (node: FieldNode, parent: GraphQLOutputType | undefined): Measure => {
    const place = placeOf(node, parent);
    const own = workOf(place, measured);
    if (node.selectionSet === undefined) return { depth: 1, cost: own };
    const inner = selections(node.selectionSet, place.definition?.type);
    return { depth: inner.depth + 1, cost: own + inner.cost * sizeOf(place, measured) };
  };

  const selections = (set: SelectionSetNode, parent: GraphQLOutputType | undefined): Measure => {
    let total = NOTHING;
    for (const node of set.selections) {
      const found = selection(node, parent);
      total = { depth: Math.max(total.depth, found.depth), cost: total.cost + found.cost };
    }
    return total;
  };

  const selection = (node: SelectionSetNode['selections'][number], parent: GraphQLOutputType | undefined): Measure => {
    switch (node.kind) {
      case Kind.FIELD:
        return field(node, parent);
      case Kind.FRAGMENT_SPREAD:
        return fragment(node.name.value);
      case Kind.INLINE_FRAGMENT: {
        const name = node.typeCondition?.name.value;
        return selections(node.selectionSet, name === undefined ? parent : typeOf(name));
      }
      default:
        return node satisfies never;
    }
  };
  return selections;
}

interface Place {
  readonly node: FieldNode;
  readonly owner: string;
  readonly coordinate: string;
  readonly definition: GraphQLField<unknown, unknown> | undefined;
}

function placeOf(node: FieldNode, parent: GraphQLOutputType | undefined): Place {
  const type = parent === undefined ? undefined : getNamedType(parent);
  const owner = type?.name ?? '';
  const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
  return { node, owner, coordinate: `${owner}.${node.name.value}`, definition };
}

/** What the field itself counts as, without what is selected of it. */
function workOf(place: Place, measured: Measured): number {
  const { node, coordinate } = place;
  const isOrdered = node.arguments?.some((argument) => argument.name.value === 'orderBy') ?? false;
  const perDay = DAYS[coordinate];
  const days = perDay === undefined ? 0 : perDay * numberIn(place, 'days', { measured, most: MOST_DAYS });
  return (WORK[coordinate] ?? 1) + days + (isOrdered ? COMPUTED_ORDER : 0);
}

/** A page that is read from its end has `last`. */
const sizeNameOf = ({ node }: Place): 'first' | 'last' =>
  node.arguments?.some(({ name }) => name.value === 'last') === true ? 'last' : 'first';

/** The page's size; of a list without pages the most, or about the most, that there are. */
function sizeOf(place: Place, measured: Measured): number {
  const { coordinate, owner, definition } = place;
  if (coordinate === 'Query._entities') return representationsIn(place, measured);
  const hasPages = definition?.args.some(({ name }) => name === 'first') ?? false;
  if (hasPages) return numberIn(place, sizeNameOf(place), { measured, most: LARGEST_PAGE });
  // The page was counted where it was asked for.
  if (owner.endsWith('Connection') || !isList(definition?.type)) return 1;
  return LIST_SIZES[coordinate] ?? USUAL_LIST;
}

/**
 * Gateways send them by a variable: how many there are is known when the operation runs, and is refused then where it comes to too
 * much (spendCost). While the document is validated they count as one.
 */
function representationsIn({ node }: Place, { variable }: Measured): number {
  const value = node.arguments?.find((argument) => argument.name.value === 'representations')?.value;
  if (value?.kind === Kind.LIST) return value.values.length;
  const given = value?.kind === Kind.VARIABLE ? variable?.(value.name.value) : undefined;
  return Array.isArray(given) ? given.length : 1;
}

interface Range {
  readonly measured: Measured;
  readonly most: number;
}

/** The number that is given, in the document or by a variable; the schema's own where none is; the most where it may be any. */
function numberIn({ node, definition }: Place, name: string, { measured, most }: Range): number {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  const usual = definition?.args.find((argument) => argument.name === name)?.defaultValue;
  const given = value === undefined ? usual : read(value, measured);
  // Null is read as absent, and what is out of range is refused elsewhere.
  const number = given === null ? usual : given;
  return typeof number === 'number' ? Math.min(Math.abs(number), most) : most;
}

function read(value: ValueNode, { variable }: Measured): unknown {
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind === Kind.NULL) return null;
  return value.kind === Kind.VARIABLE ? variable?.(value.name.value) : undefined;
}

function isList(type: GraphQLOutputType | undefined): boolean {
  if (type === undefined) return false;
  return isListType(isNonNullType(type) ? type.ofType : type);
}
