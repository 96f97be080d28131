import type { GenerationStatus } from '../../gql/graphql.ts';
import { Badge, type BadgeTone, inWords } from '../../look/badge.tsx';

const TONES: Readonly<Record<GenerationStatus, BadgeTone>> = {
  QUEUED: 'live',
  RUNNING: 'live',
  SUCCEEDED: 'good',
  FAILED: 'bad',
  CANCELED: 'warn',
};

export const STATUSES: readonly GenerationStatus[] = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED'];

export const hasEnded = (status: GenerationStatus): boolean => TONES[status] !== 'live';

export function StatusBadge({ status }: { readonly status: GenerationStatus }) {
  return <Badge tone={TONES[status]}>{inWords(status)}</Badge>;
}
