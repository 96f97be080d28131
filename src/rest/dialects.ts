// The systems whose HTTP is understood.
import { CHEAPAI } from './cheapai/dialect.ts';
import type { Dialect } from './dialect.ts';
import { VYRO } from './vyro/dialect.ts';

export const DIALECTS: readonly Dialect[] = [VYRO, CHEAPAI];
