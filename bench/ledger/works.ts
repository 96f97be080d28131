// What is measured: the ledger, and the same work done in other ways beside it.
import type { Place } from './references.ts';

export type WayName = 'ledger' | 'orm' | 'function' | 'hand' | 'least';

const TITLES: Readonly<Record<WayName, string>> = {
  ledger: 'the ledger',
  orm: 'one ORM transaction a request',
  function: 'one PL/pgSQL call a request',
  hand: 'by hand, one transaction a request',
  least: 'the least rows, in batches that decide nothing',
};

/** The same work at the same load. */
export interface Subject {
  readonly operation: 'reserve' | 'reserve + charge';
  readonly place: Place;
  readonly callers: number;
}

export interface Work extends Subject {
  readonly way: WayName;
}

const MANY = 512;
const EVERY_WAY: readonly WayName[] = ['ledger', 'least', 'orm', 'function'];

const SUBJECTS: readonly (Subject & { readonly ways: readonly WayName[] })[] = [
  { operation: 'reserve', place: 'hot', callers: MANY, ways: EVERY_WAY },
  { operation: 'reserve + charge', place: 'hot', callers: MANY, ways: EVERY_WAY },
  { operation: 'reserve', place: 'spread', callers: MANY, ways: EVERY_WAY },
  { operation: 'reserve + charge', place: 'spread', callers: MANY, ways: EVERY_WAY },
  { operation: 'reserve', place: 'hot', callers: 64, ways: ['ledger'] },
  { operation: 'reserve', place: 'hot', callers: 1, ways: ['ledger', 'hand'] },
];

export function subjectOf({ operation, place, callers }: Subject): string {
  const where = place === 'hot' ? 'one hot wallet' : '10,000 wallets';
  return `${operation}, ${where}, ${callers} ${callers === 1 ? 'caller' : 'callers'}`;
}

export const titleOf = (work: Work): string => TITLES[work.way];

/** Those whose subject or way has `only` in its name; all when it is empty. */
export function worksNamed(only: string): Work[] {
  const works = SUBJECTS.flatMap(({ ways, ...subject }) => ways.map((way) => ({ ...subject, way })));
  const named = works.filter((work) => `${subjectOf(work)}: ${titleOf(work)}`.includes(only));
  if (named.length > 0) return named;
  const names = works.map((work) => `${subjectOf(work)}: ${titleOf(work)}`);
  throw new Error(`--only=${only} names no work. There are:\n${names.join('\n')}`);
}
