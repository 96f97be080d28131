// The systems whose HTTP is understood.
import type { Dialect } from './dialect.ts';

export const DIALECTS: readonly Dialect[] = [];
