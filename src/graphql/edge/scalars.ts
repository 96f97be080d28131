// The scalars of the contract. What cannot be read is refused in words that say what can.
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { formatCredits, type MicroCredits, parseCredits, parseDecimal } from '../../money/index.ts';
import { momentText } from './moment-text.ts';

const CREDITS_EXAMPLE = 'a decimal string with at most 6 fraction digits, for example "0.052"';

function readCredits(value: unknown, nodes: ValueNode | null = null): MicroCredits {
  if (typeof value !== 'string') {
    throw new GraphQLError(`Credits are sent as ${CREDITS_EXAMPLE}; a JSON number could lose digits.`, { nodes });
  }
  const credits = parseCredits(value);
  if (credits === undefined) {
    throw new GraphQLError(`Credits are ${CREDITS_EXAMPLE}, below 9.2 * 10^12 in size.`, { nodes });
  }
  return credits;
}

export const CreditsScalar = new GraphQLScalarType<MicroCredits, string>({
  name: 'Credits',
  description:
    'An amount of credits as a decimal string with at most 6 fraction digits, canonical in answers: "0.052", "12.48", "-3".',
  serialize: (value) => {
    if (typeof value !== 'bigint') throw new TypeError('an amount of credits is a bigint of micro-credits');
    return formatCredits(value as MicroCredits);
  },
  parseValue: (value) => readCredits(value),
  parseLiteral: (node) => readCredits(node.kind === Kind.STRING ? node.value : undefined, node),
});

/** RFC 3339 with a time zone; leap seconds and other calendars are not for us. */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

function readDateTime(value: unknown): Date {
  const date = typeof value === 'string' && RFC_3339.test(value) ? new Date(value) : undefined;
  // JavaScript takes 30 February for 1 March: a date that comes back another day was none.
  if (date === undefined || Number.isNaN(date.getTime()) || !isCalendarDay(String(value))) {
    throw new GraphQLError('A date and time is sent as RFC 3339 text with a zone, for example "2026-11-21T12:00:00Z".');
  }
  if (date < EARLIEST || date > LATEST) {
    const span = `${EARLIEST.toISOString()} to ${LATEST.toISOString()}`;
    throw new GraphQLError(`A date and time lies in ${span}, in UTC.`, { extensions: { allowed: [span] } });
  }
  return date;
}

/** What PostgreSQL and four digits of the year can say in UTC: an offset may lead out of it. */
const EARLIEST = new Date('0001-01-01T00:00:00Z');
const LATEST = new Date('9999-12-31T23:59:59.999Z');

function isCalendarDay(text: string): boolean {
  const day = text.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'A moment, RFC 3339. Always UTC in answers: "2026-11-21T12:00:00.000Z".',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => {
    if (!(value instanceof Date)) throw new TypeError('a DateTime is a Date');
    return momentText(value);
  },
  parseValue: readDateTime,
  parseLiteral: (node) => readDateTime(node.kind === Kind.STRING ? node.value : undefined),
});

function readDecimal(value: unknown): string {
  if (typeof value !== 'string' || parseDecimal(value) === undefined) {
    throw new GraphQLError('A decimal is sent as a string, for example "37.50".');
  }
  return value;
}

export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'An exact decimal number as a string: "37.50", "1.25". Never a float.',
  serialize: (value) => readDecimal(value),
  parseValue: readDecimal,
  parseLiteral: (node) => readDecimal(node.kind === Kind.STRING ? node.value : undefined),
});

type Variables = Readonly<Record<string, unknown>> | null | undefined;
type JsonObject = Readonly<Record<string, unknown>>;

/** What was sent is not repeated in the message: an array of objects that are named like methods has no text. */
function readJsonObject(value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GraphQLError('A JSONObject is a JSON object, for example { "width": 1024 }.');
  }
  return value as JsonObject;
}

function readJsonLiteral(node: ValueNode, variables: Variables): unknown {
  switch (node.kind) {
    case Kind.OBJECT: {
      const fields = node.fields.map((field) => [field.name.value, readJsonLiteral(field.value, variables)] as const);
      // Not by assignment: `__proto__` is a name like any other.
      return Object.fromEntries(fields);
    }
    case Kind.LIST:
      return node.values.map((value) => readJsonLiteral(value, variables));
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return variables?.[node.name.value];
    default:
      throw new GraphQLError(`JSON has no ${node.value}: write text in quotes.`, { nodes: node });
  }
}

export const JsonObjectScalar = new GraphQLScalarType<JsonObject, JsonObject>({
  name: 'JSONObject',
  description: 'A JSON object.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: readJsonObject,
  parseValue: readJsonObject,
  parseLiteral: (node, variables) => readJsonObject(readJsonLiteral(node, variables)),
});

const LONGEST_URL = 2048;

/** http and https only: other schemes (javascript:, file:) would be dangerous where a browser follows them. */
function readUrl(value: unknown): string {
  const text = typeof value === 'string' && value.length <= LONGEST_URL ? value : '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new GraphQLError(`A URL is an absolute http or https address of at most ${LONGEST_URL} characters.`);
  }
  return url.href;
}

export const UrlScalar = new GraphQLScalarType<string, string>({
  name: 'URL',
  description: 'An absolute http or https address.',
  specifiedByURL: 'https://url.spec.whatwg.org/',
  serialize: String,
  parseValue: readUrl,
  parseLiteral: (node) => readUrl(node.kind === Kind.STRING ? node.value : undefined),
});
