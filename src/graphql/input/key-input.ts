// What createApiKey and updateApiKey ask of their inputs alike.
import type { MicroCredits } from '../../money/index.ts';
import { invalidParameter } from '../errors/user-errors.ts';
import type { ParameterError } from '../types/user-errors.ts';
import { checkFuture, checkLine } from './check-text.ts';

const LONGEST_NAME = 100;

export interface KeyInput {
  readonly name?: string | null | undefined;
  readonly dailyLimit?: MicroCredits | null | undefined;
  readonly expiresAt?: Date | null | undefined;
}

export function checkKey({ name, dailyLimit, expiresAt }: KeyInput, now: Date): ParameterError | undefined {
  return (
    (isGiven(name) ? checkLine('name', name, LONGEST_NAME) : undefined) ??
    checkLimit(dailyLimit) ??
    (isGiven(expiresAt) ? checkFuture('expiresAt', expiresAt, now) : undefined)
  );
}

function checkLimit(limit: MicroCredits | null | undefined): ParameterError | undefined {
  if (!isGiven(limit) || limit > 0n) return undefined;
  return invalidParameter(['dailyLimit'], 'A daily limit is more than 0 credits.', ['more than 0']);
}

const isGiven = <Value>(value: Value | null | undefined): value is Value => value !== null && value !== undefined;
