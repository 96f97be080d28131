// Vyro's Imagine API (docs.imagine.art).
import { rateLimitHeaders } from '../../callers/index.ts';
import type { Dialect } from '../dialect.ts';
import { refuse, vyroError } from './errors.ts';
import { generateImage } from './generate-image.ts';
import { usage } from './usage.ts';

export const VYRO: Dialect = {
  name: 'vyro',
  prefix: '/vyro',
  title: 'Vyro, Imagine API',
  routes: [generateImage, usage],
  error: vyroError,
  refuse,
  headers: ({ allowance }) => (allowance === undefined ? {} : Object.fromEntries(rateLimitHeaders(allowance))),
};
