// One system's HTTP: its routes, and the forms of its errors and headers.
import type { z } from 'zod';
import type { CountedAllowance } from '../callers/index.ts';
import type { Problem } from './problem.ts';
import type { Answer, Route } from './route.ts';

export interface Dialect {
  /** In `REST` of the configuration. */
  readonly name: string;
  /** In front of all of its paths: `/babysea`. */
  readonly prefix: string;
  /** For OpenAPI. */
  readonly title: string;
  readonly routes: readonly Route[];
  /** The body of every refusal, for OpenAPI and tests. */
  readonly error: z.ZodType;
  /** A refusal in the dialect's form. */
  readonly refuse: (problem: Problem, facts: RefusalFacts) => Answer;
  /** What it tells of the minute's requests, and of the request itself, on every answer; names in small letters. */
  readonly headers: (facts: AnswerFacts) => Readonly<Record<string, string>>;
}

export interface RefusalFacts {
  readonly requestId: string;
  readonly now: Date;
}

export interface AnswerFacts extends RefusalFacts {
  /** Undefined where nobody counts. */
  readonly allowance: CountedAllowance | undefined;
}
