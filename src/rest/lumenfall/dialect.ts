// Lumenfall (docs.lumenfall.ai): OpenAI's API under /openai/v1, and what it has beside it under /v1.
import { rateLimitHeaders } from '../../callers/index.ts';
import type { Dialect } from '../dialect.ts';
import { BALANCE_ROUTES } from './balance.ts';
import { IMAGE_ROUTES } from './images.ts';
import { MODEL_ROUTES } from './models.ts';
import { errorShape, refuse } from './refuse.ts';
import { REQUEST_ROUTES } from './requests.ts';
import { VIDEO_ROUTES } from './videos.ts';

export const LUMENFALL: Dialect = {
  name: 'lumenfall',
  prefix: '/lumenfall',
  title: "Lumenfall: OpenAI's Images and Videos API, and the native API",
  routes: [...IMAGE_ROUTES, ...VIDEO_ROUTES, ...MODEL_ROUTES, ...BALANCE_ROUTES, ...REQUEST_ROUTES],
  error: errorShape,
  refuse: (problem) => refuse(problem),
  headers: ({ requestId, allowance }) => ({
    'x-lumenfall-request-id': requestId,
    ...(allowance === undefined ? {} : Object.fromEntries(rateLimitHeaders(allowance))),
  }),
};
