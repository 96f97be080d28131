// What several routes take or answer.
import { z } from 'zod';
import { wholeNumber } from '../whole-number.ts';

const MOST_ASSETS = 100;

export const isDone = z.literal(true);
export const wholeCredits = z.int().describe('Whole credits.');
export const exactCredits = z.string().describe('A decimal, exact.');

export const generationsCount = wholeNumber.default(1).describe('How many, 1 to 100.');
export const receiveUrl = z
  .string()
  .optional()
  .describe('Gets the task once it has ended: https, a public host, signed with the webhook secret of the account.');
export const assetsCount = wholeNumber.pipe(z.int().min(0).max(MOST_ASSETS)).default(0);

/** An object in JSON; in a form the text of one. */
export const modelParameters = z
  .union([z.record(z.string(), z.unknown()), z.string()])
  .default({})
  .transform((given, context) => {
    const read = typeof given === 'string' ? readObject(given) : given;
    if (read !== undefined) return read;
    context.addIssue({ code: 'custom', message: 'an object in JSON, such as {"aspect_ratio":"16:9"}' });
    return z.NEVER;
  })
  .describe("As the model's parameters say: aspect_ratio, resolution and others.");

function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
