// The words of this system, and ours for them: all in this table. Fields are BabySea's (github.com/babysea-community/babysea,
// src/types.ts); parameters are those of the storefronts.
import type { GenerationStatus } from '../../generation/index.ts';

/** What a field is called among a model's parameters. Fields that are not here lose their prefix: `generation_seed` is `seed`. */
export const PARAMETER_OF: ReadonlyMap<string, string> = new Map([
  ['generation_duration', 'duration'],
  ['generation_resolution', 'resolution'],
  ['generation_generate_audio', 'audio'],
  ['generation_output_format', 'output_format'],
  ['generation_input_file_last_content', 'last_image_url'],
]);

export const PREFIX = 'generation_';

/** Fields that are read one by one. */
export const READ_APART: ReadonlySet<string> = new Set([
  'generation_prompt',
  'generation_ratio',
  'generation_output_number',
  'generation_input_file',
  'generation_provider_order',
]);

/** Parameters that take input files, and whether one takes all of them. */
export const INPUT_PARAMETERS: ReadonlyMap<string, 'all' | 'one'> = new Map([
  ['reference_images', 'all'],
  ['image_url', 'one'],
  ['video_url', 'one'],
]);

/**
 * Sizes of a ratio. A model with width and height gets the first, of about a megapixel and in steps of 32; one with a list of sizes gets
 * the first of its own that is here.
 */
export const SIZES_OF_RATIO: ReadonlyMap<string, readonly string[]> = new Map([
  ['1:1', ['1024x1024', '2048x2048', '4096x4096', '512x512', '256x256']],
  ['16:9', ['1312x736', '1344x768', '1280x720', '1920x1080', '2560x1440', '1792x1024']],
  ['9:16', ['736x1312', '768x1344', '720x1280', '1024x1792']],
  ['4:3', ['1152x864', '1152x896', '1024x768', '1365x1024', '2304x1728']],
  ['3:4', ['864x1152', '896x1152', '768x1024', '1024x1365']],
  ['3:2', ['1248x832', '1536x1024']],
  ['2:3', ['832x1248', '1024x1536']],
  ['5:4', ['1120x896']],
  ['4:5', ['896x1120']],
  ['21:9', ['1408x608']],
  ['9:21', ['608x1408']],
]);

/** File formats, ours for theirs. */
export const FORMAT_OF: ReadonlyMap<string, string> = new Map([['jpg', 'jpeg']]);

/** What a video is delivered as when its model leaves no choice. */
export const VIDEO_FORMAT = 'mp4';

export const STATUS_WORDS = {
  QUEUED: 'pending',
  RUNNING: 'processing',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELED: 'canceled',
} as const satisfies Record<GenerationStatus, string>;

/** Codes of failures at providers; any other one is an error of the provider. */
export const FAILURE_CODES: ReadonlyMap<string, string> = new Map([
  ['CONTENT_POLICY', 'BSE2006'],
  ['INVALID_INPUT', 'BSE2001'],
  ['PROVIDER_TIMEOUT', 'BSE3002'],
]);
export const PROVIDER_ERROR = 'BSE3001';
export const ALL_PROVIDERS_FAILED = 'BSE3003';
