// Reads `a[b][0][c]=d` as Stripe's API does: brackets nest, numbers make lists.

export interface FormFields {
  readonly [name: string]: FormValue;
}
export type FormValue = string | FormFields | readonly FormValue[];

type Draft = Map<string, string | Draft>;

const MOST_LEVELS = 8;

/** Undefined when the body is no well-formed form: broken brackets, too deep, or a field that is both value and list. */
export function parseForm(body: string): FormFields | undefined {
  const root: Draft = new Map();
  for (const [name, value] of new URLSearchParams(body)) {
    const path = pathOf(name);
    if (path === undefined || value.includes('\0') || !place(root, path, value)) return undefined;
  }
  return Object.fromEntries([...root].map(([name, value]) => [name, finish(value)]));
}

function pathOf(name: string): string[] | undefined {
  const match = /^([^[\]]+)((?:\[[^[\]]+\])*)$/.exec(name);
  const [, first, rest = ''] = match ?? [];
  if (first === undefined || name.includes('\0')) return undefined;
  const path = [first, ...[...rest.matchAll(/\[([^[\]]+)\]/g)].map(([, part = '']) => part)];
  return path.length > MOST_LEVELS ? undefined : path;
}

function place(root: Draft, path: readonly string[], value: string): boolean {
  let level = root;
  for (const part of path.slice(0, -1)) {
    const next = level.get(part) ?? new Map<string, string | Draft>();
    if (typeof next === 'string') return false;
    level.set(part, next);
    level = next;
  }
  const last = path.at(-1) ?? '';
  if (level.has(last)) return false;
  level.set(last, value);
  return true;
}

function finish(value: string | Draft): FormValue {
  if (typeof value === 'string') return value;
  const entries = [...value].map(([name, member]): [string, FormValue] => [name, finish(member)]);
  const isList = entries.every(([name], index) => name === String(index));
  return isList ? entries.map(([, member]) => member) : Object.fromEntries(entries);
}
