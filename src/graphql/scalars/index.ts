// The scalars of the schema.
export { CreditsScalar } from './credits.ts';
export { DateTimeScalar } from './date-time.ts';
export { DecimalScalar } from './decimal.ts';
export { JsonObjectScalar } from './json-object.ts';
export { UrlScalar } from './url.ts';
