// What can be said of a request for a generation before any room is asked.
import { formatCredits, type MicroCredits } from '../money/index.ts';
import { invalidParameter, type ParameterError } from './user-errors.ts';

const LARGEST_COUNT = 100;
const DEEPEST = 20;

/** The part that generate and estimate share. */
export interface RequestInput {
  readonly model: string;
  readonly prompt?: string | null | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
  readonly count?: number | null | undefined;
}

export interface PlanRequest {
  readonly model: string;
  readonly prompt: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly count: number;
}

export function toPlanRequest({ model, prompt, parameters, count }: RequestInput): PlanRequest {
  return { model, prompt: prompt ?? undefined, parameters: parameters ?? {}, count: count ?? 1 };
}

export function checkRequest({ prompt, parameters, count }: PlanRequest): ParameterError | undefined {
  return checkCount(count) ?? checkStorable(['prompt'], prompt) ?? checkStorable(['parameters'], parameters);
}

function checkCount(count: number): ParameterError | undefined {
  if (count >= 1 && count <= LARGEST_COUNT) return undefined;
  const allowed = `1 to ${LARGEST_COUNT}`;
  return invalidParameter(['count'], `count has to be a whole number from ${allowed}.`, [allowed]);
}

/**
 * PostgreSQL keeps neither U+0000 nor half a surrogate pair; JSON has no Infinity, which is what 1e400 reads as; and a deep
 * object would exhaust the stack.
 */
function checkStorable(path: readonly string[], value: unknown): ParameterError | undefined {
  if (isStorable(value, DEEPEST)) return undefined;
  const allowed = ['Unicode text without U+0000', `at most ${DEEPEST} levels`].slice(
    0,
    typeof value === 'string' ? 1 : 2,
  );
  return invalidParameter(path, `${path.join('.')} has to be ${allowed.join(', in ')}.`, allowed);
}

function isStorable(value: unknown, levels: number): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000');
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  return Object.entries(value).every(([name, member]) => isStorable(name, 1) && isStorable(member, levels - 1));
}

export function checkMaxCost(maxCost: MicroCredits | undefined): ParameterError | undefined {
  if (maxCost === undefined || maxCost >= 0n) return undefined;
  return invalidParameter(['maxCost'], `maxCost cannot be ${formatCredits(maxCost)}.`, ['0 or more']);
}
