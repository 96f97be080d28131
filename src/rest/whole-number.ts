import { z } from 'zod';

/** A whole number as JSON has it, or as a form does: in digits. */
export const wholeNumber = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/, 'a whole number')
    .transform(Number),
]);
