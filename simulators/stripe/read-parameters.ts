// Reads a request's parameters by a schema. What the simulator does not know it refuses, as Stripe does, instead of
// pretending; errors are in Stripe's words (https://docs.stripe.com/error-codes).
import { z } from 'zod';
import { type ApiError, ApiRefusal } from './api-answer.ts';
import type { FormFields } from './form-body.ts';
import { isCurrency, LARGEST_AMOUNT, UNKNOWN_CURRENCY } from './refuse-amount.ts';

export const Text = z.string().min(1).max(5000);
export const Id = z.string().min(1).max(255);
/** Set to nothing by an empty value. */
export const Clearable = z
  .string()
  .max(5000)
  .transform((text) => (text === '' ? null : text));
const NoMetadata = z.literal('').transform((): Record<string, string> => ({}));
export const MetadataFields = z.union([NoMetadata, z.record(z.string().max(40), z.string().max(500))]);
export const WebAddress = Text.refine(
  (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
  'Not a valid URL',
);
export const Switch = z.enum(['true', 'false']).transform((text) => text === 'true');
export const Currency = z
  .string()
  .refine(isCurrency, UNKNOWN_CURRENCY)
  .transform((text) => text.toLowerCase());

export function integer(least: number, most: number) {
  const digits = z.string().regex(/^-?\d{1,15}$/, 'Invalid integer');
  return digits.transform(Number).pipe(z.number().min(least).max(most));
}
export const Timestamp = integer(0, 99_999_999_999);
export const Amount = integer(0, LARGEST_AMOUNT);
export const Quantity = integer(1, 999_999);

/** @throws ApiRefusal */
export function readParameters<Schema extends z.ZodType>(schema: Schema, fields: FormFields): z.infer<Schema> {
  const parsed = schema.safeParse(fields, { reportInput: true });
  if (!parsed.success) throw new ApiRefusal(describeIssue(parsed.error.issues[0]));
  return parsed.data;
}

/** What was there, changed by what is given: an empty value takes a name away. */
export function mergeMetadata(
  before: Readonly<Record<string, string>> | null,
  given: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  const merged = { ...before, ...given };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
}

function invalidParameter(param: string, message: string): ApiError {
  return { status: 400, type: 'invalid_request_error', message, param };
}

/** In Stripe's words, with the parameter's name as the form had it: `line_items[0][quantity]`. */
function describeIssue(issue: z.core.$ZodIssue | undefined): ApiError {
  if (issue === undefined) return invalidParameter('', 'Invalid request.');
  if (issue.code === 'unrecognized_keys') {
    const param = formName([...issue.path, issue.keys[0] ?? '']);
    return { ...invalidParameter(param, `Received unknown parameter: ${param}`), code: 'parameter_unknown' };
  }
  const param = formName(issue.path);
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
    return { ...invalidParameter(param, `Missing required param: ${param}.`), code: 'parameter_missing' };
  }
  if (issue.message === UNKNOWN_CURRENCY) {
    return invalidParameter(param, `Invalid currency: ${String(issue.input).toLowerCase()}. ${UNKNOWN_CURRENCY}`);
  }
  if (issue.message === 'Not a valid URL') return { ...invalidParameter(param, issue.message), code: 'url_invalid' };
  return invalidParameter(param, `Invalid ${param}: ${issue.message}`);
}

function formName(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join('');
}
