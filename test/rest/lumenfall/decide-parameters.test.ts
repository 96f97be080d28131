import { describe, expect, it } from '@jest/globals';
import { decideParameters } from '../../../src/rest/lumenfall/decide-parameters.ts';
import type { Wishes } from '../../../src/rest/lumenfall/decide-step.ts';

const text = (...values: string[]) => ({ type: 'string', enum: values });
const schema = (properties: object) => ({ type: 'object', properties });

const PIXELS = schema({ width: { type: 'integer' }, height: { type: 'integer' }, output_format: text('png', 'jpeg') });
const SIZES = schema({ size: text('1024x1024', '1344x768', '768x1344') });
const RATIOS = schema({ aspect_ratio: text('1:1', '3:2', '16:9', '9:16') });
const VIDEO = schema({
  duration: { type: 'integer' },
  resolution: text('720p', '1080p'),
  aspect_ratio: text('16:9', '9:16'),
  audio: { type: 'boolean' },
});
const EDIT = schema({ image_url: { type: 'string' }, mode: text('generate', 'edit'), quality: text('low', 'high') });
const ONE = 'https://a.example/b.png';

type Case = readonly [string, object, Partial<Wishes>, unknown];

const CASES: readonly Case[] = [
  ['pixels by pixels', PIXELS, { size: '1344x768' }, { width: 1344, height: 768 }],
  ['a size by its name', SIZES, { size: '512x512' }, { size: '512x512' }],
  ['a ratio as the first such size', SIZES, { size: '16:9' }, { size: '1344x768' }],
  ['a size as its ratio', RATIOS, { size: '1536x1024' }, { aspect_ratio: '3:2' }],
  ['a size that is a ratio nearly', RATIOS, { size: '1792x1024' }, { aspect_ratio: '16:9' }],
  ['a size that is no ratio of it', RATIOS, { size: '2000x1000' }, 'size'],
  ['a video by its lines', VIDEO, { size: '1280x720' }, { resolution: '720p', aspect_ratio: '16:9' }],
  ['a video on end', VIDEO, { size: '1080x1920' }, { resolution: '1080p', aspect_ratio: '9:16' }],
  ['lines that it has not', VIDEO, { size: '640x360' }, 'size'],
  ['fields that agree', VIDEO, { size: '1280x720', resolution: '720P' }, { resolution: '720p', aspect_ratio: '16:9' }],
  ['fields that do not', VIDEO, { size: '1280x720', resolution: '1080p' }, 'resolution'],
  ['auto', SIZES, { size: 'auto', aspectRatio: 'auto', resolution: 'auto' }, {}],
  ['no size at all', EDIT, { size: '1024x1024' }, 'size'],
  ['what is no size', SIZES, { size: 'huge' }, 'size'],
  ['a side of nothing', RATIOS, { size: '0:9' }, 'size'],
  ['seconds', VIDEO, { seconds: 8 }, { duration: 8 }],
  ['seconds of a picture', SIZES, { seconds: 8 }, 'seconds'],
  ['jpg', PIXELS, { outputFormat: 'jpg' }, { output_format: 'jpeg' }],
  ['a format where there is no choice', SIZES, { outputFormat: 'png' }, 'output_format'],
  ['a quality that it has', EDIT, { usual: { quality: 'high' } }, { quality: 'high' }],
  ['what asks for nothing', SIZES, { usual: { quality: 'standard', style: 'vivid', stream: 'false' } }, {}],
  ['a quality that it has not', SIZES, { usual: { quality: 'hd' } }, 'quality'],
  ['a stream', SIZES, { usual: { stream: true } }, 'stream'],
  ['a picture to begin with', EDIT, { references: [ONE] }, { image_url: ONE, mode: 'edit' }],
  ['two of them', EDIT, { references: [ONE, `${ONE}2`] }, 'image'],
  ['a picture for what begins with none', SIZES, { references: [ONE] }, 'image'],
  ['texts of a form', VIDEO, { others: { audio: 'true', duration: '5' } }, { audio: true, duration: 5 }],
  ['a text that is none', VIDEO, { others: { audio: 'perhaps' } }, { audio: 'perhaps' }],
];

const nothing: Wishes = { references: [], usual: {}, others: {} };

function decide(of: object, wishes: Partial<Wishes>): unknown {
  const step = decideParameters(of as Record<string, unknown>, { ...nothing, ...wishes });
  return 'wrong' in step ? step.wrong.field : step.parameters;
}

describe('what is asked, as parameters of a model', () => {
  it.each(CASES)('%s', (_, of, wishes, expected) => {
    expect(decide(of, wishes)).toEqual(expected);
  });
});
