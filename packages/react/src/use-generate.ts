import type { Accepted, GenerateRequest, NotAccepted } from '@tollgate/client';
import { useTollgate } from './provider.ts';
import { type Once, useOnce } from './use-once.ts';

/**
 * `run(request)` asks for a generation; `state` says what became of the last one. Pressed twice it is one generation; the same request
 * after a lost answer is the same generation. After an answer, the same request is a new one.
 */
export function useGenerate(): Once<GenerateRequest, Accepted | NotAccepted> {
  const client = useTollgate();
  return useOnce((request) => client.generate(request));
}
