// CheapAI (cheapaiapi.com/docs).
import { rateLimitHeaders } from '../../callers/index.ts';
import type { Dialect } from '../dialect.ts';
import { credits, packages } from './account.ts';
import { minimaxSpeech, musicGeneration, soundEffect, textToSpeech } from './audio-tasks.ts';
import { cheapaiError, refuse } from './errors.ts';
import { findTask } from './find-task.ts';
import { generateImage } from './generate-image.ts';
import { listModels } from './list-models.ts';
import { priceTask } from './price-task.ts';

export const CHEAPAI: Dialect = {
  name: 'cheapai',
  prefix: '/cheapai',
  title: 'CheapAI',
  routes: [
    credits,
    packages,
    listModels,
    priceTask,
    generateImage,
    soundEffect,
    textToSpeech,
    minimaxSpeech,
    musicGeneration,
    findTask,
  ],
  error: cheapaiError,
  refuse,
  headers: ({ allowance }) => (allowance === undefined ? {} : Object.fromEntries(rateLimitHeaders(allowance))),
};
