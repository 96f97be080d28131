// Shapes of texts and identifiers in inputs of mutations. Each check answers a refusal, or undefined when all is well.
import { invalidParameter } from '../errors/user-errors.ts';
import type { ParameterError } from '../types/user-errors.ts';

const IDEMPOTENCY_KEY = /^[\x20-\x7e]{1,255}$/;
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/;

export function checkIdempotencyKey(key: string): ParameterError | undefined {
  if (IDEMPOTENCY_KEY.test(key)) return undefined;
  const allowed = '1 to 255 printable ASCII characters';
  return invalidParameter(['idempotencyKey'], `An idempotency key has ${allowed}.`, [allowed]);
}

/** A line of text for people, without control characters; `longest` counts UTF-16 units. */
export function checkLine(field: string, text: string, longest: number): ParameterError | undefined {
  const isLine = text.trim() !== '' && text.length <= longest && !/\p{Cc}/u.test(text) && text.isWellFormed();
  if (isLine) return undefined;
  const allowed = `1 to ${longest} characters on one line`;
  return invalidParameter([field], `${field} has ${allowed}.`, [allowed]);
}

export function checkEmail(email: string): ParameterError | undefined {
  if (EMAIL.test(email) && email.isWellFormed() && !/\p{Cc}/u.test(email)) return undefined;
  return invalidParameter(['email'], 'This is no e-mail address.', ['name@example.com']);
}

export function checkFuture(field: string, date: Date, now: Date): ParameterError | undefined {
  if (date > now) return undefined;
  return invalidParameter([field], `${field} has to lie in the future.`, [`after ${now.toISOString()}`]);
}
