import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** RFC 3339 with a time zone; leap seconds and other calendars are not for us. */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

function parse(value: unknown): Date {
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
    return value.toISOString();
  },
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
});
