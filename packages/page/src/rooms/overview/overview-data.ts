import type { ResultOf } from '../../data/result-of.ts';
import type { OVERVIEW } from './documents.ts';

export type OverviewData = ResultOf<typeof OVERVIEW>;
