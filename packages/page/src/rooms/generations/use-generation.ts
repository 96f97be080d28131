// One generation as it is now: read once, then followed until it has ended and is billed.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAsk, useFollow } from '../../data/ask.ts';
import type { GenerationViewFragment } from '../../gql/graphql.ts';
import { GENERATION, GENERATION_UPDATED } from './documents.ts';

export function useLiveGeneration(id: string) {
  const asked = useAsk(GENERATION, { id });
  const queries = useQueryClient();
  const [live, setLive] = useState<GenerationViewFragment>();
  useFollow(GENERATION_UPDATED, { id }, ({ generationUpdated }) => {
    setLive(generationUpdated.generation);
    // What it cost is in the wallet, the lists and the receipt, too.
    if (generationUpdated.terminal) void queries.invalidateQueries();
  });
  return { ...asked, data: live ?? asked.data?.generation ?? undefined, isMissing: asked.data?.generation === null };
}
