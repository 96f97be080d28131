// Processes that die: everything the room asks of the database or the payment provider is counted, and at a given point
// the process is gone, before the question was asked or after it was answered. Nothing later happens in that process.
import type { Database } from '../../src/database/index.ts';
import type { Payments } from '../../src/purchases/index.ts';

export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

export interface Doom {
  /** Counted from 1. */
  readonly at: number;
  readonly when: 'before' | 'after';
}

export interface Mortal {
  readonly database: Database;
  readonly payments: Payments;
  /** Whether the doomed moment came. */
  isDead(): boolean;
}

export function mortal(parts: { readonly database: Database; readonly payments: Payments }, doom: Doom): Mortal {
  let steps = 0;
  let isDead = false;
  const die = (): never => {
    isDead = true;
    throw new ProcessDied(`at step ${doom.at}`);
  };
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isDead) return die();
    steps += 1;
    const isNow = steps === doom.at;
    if (isNow && doom.when === 'before') return die();
    const answer = await work();
    return isNow ? die() : answer;
  };
  /** What is asked with an EntityManager or a typed query is answered; a process that dies after it asks nothing more. */
  const begin = <T>(work: () => T): T => {
    if (isDead) return die();
    steps += 1;
    if (steps !== doom.at) return work();
    if (doom.when === 'before') return die();
    isDead = true;
    return work();
  };
  const guard = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function' || name === 'verifyEvent') return value;
        if (name === 'em' || name === 'tables') return () => begin(() => Reflect.apply(value, target, []) as unknown);
        return (...values: unknown[]) => step(() => Reflect.apply(value, target, values) as Promise<unknown>);
      },
    });
  return { database: guard(parts.database), payments: guard(parts.payments), isDead: () => isDead };
}

/** Runs `attempt` with a process that dies one step later each time, until one lives to the end. Answers the deaths. */
export async function dieEverywhere(attempt: (doom: Doom) => Promise<boolean>): Promise<number> {
  let deaths = 0;
  for (const when of ['before', 'after'] as const) {
    for (let at = 1; await attempt({ at, when }); at += 1) deaths += 1;
  }
  return deaths;
}
