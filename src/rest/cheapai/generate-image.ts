// POST /v1i/task/generate-image (cheapaiapi.com/docs/image-generation).
import { z } from 'zod';
import type { Problem } from '../problem.ts';
import { asksToGenerate, refused, route } from '../route.ts';
import { decideReferences } from './decide-references.ts';
import { generationsCount, modelParameters, receiveUrl } from './shapes.ts';
import { submitAnswer, submitTask } from './submit-task.ts';

const ASSETS = 'assets';

export const generateImage = route({
  method: 'POST',
  path: '/v1i/task/generate-image',
  name: 'generateImage',
  summary: 'Makes images from a prompt, which names each of the assets: @img1, @img2 and so on.',
  scopes: ['GENERATION_WRITE'],
  asks: asksToGenerate,
  body: z.object({
    prompt: z.string(),
    model_id: z.string(),
    generations_count: generationsCount,
    model_parameters: modelParameters,
    assets: z
      .union([z.array(z.string()), z.string()])
      .default([])
      .transform((value) => [value].flat())
      .describe('Images to work from: files, or addresses of some.'),
    receive_url: receiveUrl,
  }),
  bodyForms: ['multipart', 'json'],
  answers: { 200: submitAnswer },
  handle: async (call) => {
    const { prompt, model_id: model, generations_count: count, model_parameters: parameters, assets } = call.body;
    const strange = call.files.find(({ field }) => field !== ASSETS);
    if (strange !== undefined) return refused(notTaken(strange.field));
    const wrong = decideReferences(prompt, assets.length + call.files.length);
    if (wrong !== undefined) return refused({ kind: 'INPUT', path: ['prompt'], message: wrong });
    return submitTask(call, { model, prompt, parameters, count, assets, receiveUrl: call.body.receive_url });
  },
});

const notTaken = (field: string): Problem => ({
  kind: 'INPUT',
  path: [field],
  message: `A file is sent as ${ASSETS}, not as "${field}".`,
});
