// Starts what was drafted: once, however often an answer is lost.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useGateway } from '../../data/gateway.tsx';
import type { ResultOf } from '../../data/result-of.ts';
import { useUnanswered } from '../../data/use-unanswered.ts';
import type { EstimateInput } from '../../gql/graphql.ts';
import { GENERATE } from './documents.ts';

type Refusal = ResultOf<typeof GENERATE>['generate']['userErrors'][number];

export interface Wanted {
  readonly input: EstimateInput;
  /** The most that was shown: more than that is never set aside. */
  readonly maxCost: string | undefined;
}

export function useGenerate() {
  const gateway = useGateway();
  const queries = useQueryClient();
  const askOnce = useUnanswered();
  const [started, setStarted] = useState<readonly string[]>([]);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const [problem, setProblem] = useState<string>();
  const [isPending, setPending] = useState(false);

  /** One after the other; the first refusal ends it. How many were accepted. */
  const start = async (wanted: readonly Wanted[]): Promise<number> => {
    setPending(true);
    setRefusals([]);
    setProblem(undefined);
    let accepted = 0;
    try {
      for (const { input, maxCost } of wanted) {
        const meant = { ...input, ...(maxCost === undefined ? {} : { maxCost }) };
        const { generate } = await askOnce(meant, (idempotencyKey) =>
          gateway.request(GENERATE, { input: { ...meant, idempotencyKey } }, { isRepeatable: true }),
        );
        const { generation, userErrors } = generate;
        setRefusals(userErrors);
        if (generation === null) break;
        accepted += 1;
        setStarted((before) => [generation.id, ...before]);
      }
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setPending(false);
      void queries.invalidateQueries();
    }
    return accepted;
  };
  return { start, started, refusals, problem, isPending };
}
