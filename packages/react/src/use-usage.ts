import type { UsageQueryVariables, UsageReport } from '@tollgate/client';
import { useTollgate } from './provider.ts';
import { type Reloadable, useLoaded } from './use-loaded.ts';

/** What was used in the last days (30), or in those of a span. */
export function useUsage(span: UsageQueryVariables = {}): Reloadable<UsageReport> {
  const client = useTollgate();
  return useLoaded({ key: JSON.stringify(span), source: client, ask: (signal) => client.usage(span, { signal }) });
}
