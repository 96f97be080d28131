// The scalars of the schema.
export { GraphQLJSONObject as JsonObjectScalar } from 'graphql-scalars';
export { CreditsScalar } from './credits.ts';
export { DateTimeScalar } from './date-time.ts';
export { DecimalScalar } from './decimal.ts';
export { UrlScalar } from './url.ts';
