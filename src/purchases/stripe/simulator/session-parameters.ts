// Which parameters of POST /v1/checkout/sessions the simulator takes. What it does not know it refuses, as Stripe does,
// instead of pretending.
import { z } from 'zod';
import type { ApiError } from './api-answer.ts';
import type { FormFields } from './form-body.ts';
import { unixSeconds } from './stripe-ids.ts';

const LARGEST_AMOUNT = 99_999_999;
/** Stripe's least charge in USD, in cents. */
const LEAST_USD_AMOUNT = 50;
const LEAST_SESSION_SECONDS = 30 * 60;
const MOST_SESSION_SECONDS = 86_400;

const Text = z.string().min(1).max(5000);
const MetadataFields = z.record(z.string().max(40), z.string().max(500));
const WebAddress = Text.refine(
  (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
  'Not a valid URL',
);

function integer(least: number, most: number) {
  const digits = z.string().regex(/^\d{1,15}$/, 'Invalid integer');
  return digits.transform(Number).pipe(z.number().min(least).max(most));
}

const LineItemFields = z.strictObject({
  quantity: integer(1, 999_999),
  price_data: z.strictObject({
    currency: z.string().regex(/^[a-z]{3}$/, 'Invalid currency'),
    unit_amount: integer(0, LARGEST_AMOUNT),
    product_data: z.strictObject({ name: Text, description: Text.optional() }),
  }),
});

const SessionFields = z.strictObject({
  mode: z.literal('payment'),
  line_items: z.array(LineItemFields).min(1).max(100),
  success_url: WebAddress,
  cancel_url: WebAddress.optional(),
  client_reference_id: z.string().min(1).max(200).optional(),
  customer_email: z.email().optional(),
  expires_at: integer(0, Number.MAX_SAFE_INTEGER).optional(),
  metadata: MetadataFields.default({}),
  payment_intent_data: z
    .strictObject({ description: Text.optional(), metadata: MetadataFields.default({}) })
    .optional(),
});

export type SessionParameters = z.infer<typeof SessionFields>;

export type SessionCheck =
  | { readonly ok: true; readonly parameters: SessionParameters; readonly total: number; readonly currency: string }
  | { readonly ok: false; readonly error: ApiError };

export function checkSessionParameters(fields: FormFields, now: Date): SessionCheck {
  const parsed = SessionFields.safeParse(fields, { reportInput: true });
  if (!parsed.success) return { ok: false, error: describeIssue(parsed.error.issues[0]) };
  const parameters = parsed.data;
  const [first] = parameters.line_items;
  const currency = first?.price_data.currency ?? '';
  const total = parameters.line_items.reduce((sum, item) => sum + item.quantity * item.price_data.unit_amount, 0);
  const error = refuseTogether(parameters, { total, currency, now });
  return error === undefined ? { ok: true, parameters, total, currency } : { ok: false, error };
}

/** What can only be judged with all parameters at hand. */
function refuseTogether(
  { line_items: lineItems, expires_at: expiresAt }: SessionParameters,
  { total, currency, now }: { readonly total: number; readonly currency: string; readonly now: Date },
): ApiError | undefined {
  if (lineItems.some((item) => item.price_data.currency !== currency)) {
    return invalid('line_items', 'All line items of a session must have the same currency.');
  }
  if (total > LARGEST_AMOUNT) {
    return { ...invalid('line_items', 'The total amount is too large.'), code: 'amount_too_large' };
  }
  if (total === 0 || (currency === 'usd' && total < LEAST_USD_AMOUNT)) {
    const message = "The Checkout Session's total amount must convert to at least 50 cents.";
    return { ...invalid('line_items', message), code: 'amount_too_small' };
  }
  if (expiresAt === undefined) return undefined;
  const seconds = expiresAt - unixSeconds(now);
  if (seconds >= LEAST_SESSION_SECONDS && seconds <= MOST_SESSION_SECONDS) return undefined;
  return invalid('expires_at', 'The `expires_at` timestamp must be between 30 minutes and 24 hours from now.');
}

function invalid(param: string, message: string): ApiError {
  return { status: 400, type: 'invalid_request_error', message, param };
}

/** In Stripe's words, with the parameter's name as the form had it: `line_items[0][quantity]`. */
function describeIssue(issue: z.core.$ZodIssue | undefined): ApiError {
  if (issue === undefined) return invalid('', 'Invalid request.');
  if (issue.code === 'unrecognized_keys') {
    const param = formName([...issue.path, issue.keys[0] ?? '']);
    return { ...invalid(param, `Received unknown parameter: ${param}`), code: 'parameter_unknown' };
  }
  const param = formName(issue.path);
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return { ...invalid(param, `Missing required param: ${param}.`), code: 'parameter_missing' };
  }
  if (issue.message === 'Not a valid URL') return { ...invalid(param, issue.message), code: 'url_invalid' };
  return invalid(param, `Invalid ${param}: ${issue.message}`);
}

function formName(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join('');
}
