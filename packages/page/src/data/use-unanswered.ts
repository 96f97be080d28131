// What costs is done once for each time it is meant. After an answer that never came nobody knows whether it was done: the same asked
// again has the same idempotency key, and what was answered is asked anew.
import { useRef } from 'react';

export type AskOnce = <Answer>(what: unknown, ask: (idempotencyKey: string) => Promise<Answer>) => Promise<Answer>;

export function useUnanswered(): AskOnce {
  const keys = useRef(new Map<string, string>());
  return async (what, ask) => {
    const name = JSON.stringify(what);
    const idempotencyKey = keys.current.get(name) ?? crypto.randomUUID();
    keys.current.set(name, idempotencyKey);
    const answer = await ask(idempotencyKey);
    keys.current.delete(name);
    return answer;
  };
}
