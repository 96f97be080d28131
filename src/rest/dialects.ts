// The systems whose HTTP is understood.
import { BABYSEA } from './babysea/dialect.ts';
import { CHEAPAI } from './cheapai/dialect.ts';
import type { Dialect } from './dialect.ts';
import { LUMENFALL } from './lumenfall/dialect.ts';
import { VYRO } from './vyro/dialect.ts';

export const DIALECTS: readonly Dialect[] = [BABYSEA, LUMENFALL, VYRO, CHEAPAI];
