// One row of the API: a method, a path, and what it does. Each family of objects has its own rows.

import type { CardDecline } from './api-answer.ts';
import type { FormFields, FormValue } from './form-body.ts';
import type { StoreTransaction } from './object-store.ts';
import type { Work } from './work.ts';

export interface ApiCall {
  /** The parts of the path that the pattern leaves open. */
  readonly id: string;
  readonly secondId: string;
  /** Parameters of the query or the body, without `expand`. */
  readonly fields: FormFields;
  readonly work: Work;
}

export interface WriteCall extends ApiCall {
  /** For locks; what is changed goes through `work`. */
  readonly tx: StoreTransaction;
}

export type Reply = object | CardDecline;

export type Route =
  | { readonly method: 'GET'; readonly path: string; readonly handle: (call: ApiCall) => Promise<Reply> }
  | {
      readonly method: 'POST' | 'DELETE';
      /** `customers/:id`, below /v1/. */
      readonly path: string;
      readonly handle: (call: WriteCall) => Promise<Reply>;
    };

/** Parameters that say whom a request is about, whatever else it names. */
const OWNERS = ['customer', 'test_clock'] as const;
/** What a request without a place of its own is about. */
const OTHERS = ['subscription', 'invoice', 'payment_intent', 'charge', 'payment_method'] as const;

/** The object whose owner a changing request locks; undefined for what belongs to nobody. */
export function subjectOf({ id, fields }: { readonly id: string; readonly fields: FormFields }): string | undefined {
  const named = (names: readonly string[]): (FormValue | undefined)[] => names.map((name) => fields[name]);
  return [...named(OWNERS), id, ...named(OTHERS)].find((value) => isName(value));
}

function isName(value: FormValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

/** `checkout/sessions/:id/expire` and the like, as the path's open parts; undefined when it is another path. */
export function matchPath(pattern: string, pathname: string): readonly string[] | undefined {
  const parts = pattern.split('/');
  const given = pathname.split('/');
  if (parts.length !== given.length) return undefined;
  const open: string[] = [];
  for (const [index, part] of parts.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) {
      if (!/^\w+$/.test(value)) return undefined;
      open.push(value);
    } else if (part !== value) return undefined;
  }
  return open;
}
