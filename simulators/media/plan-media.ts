// From a request to files: everything that could be wrong with the request is found before anything is made.
import { chooseDuration, chooseSpeechDuration } from './choose-duration.ts';
import { chooseSize } from './choose-size.ts';
import type { Picture } from './draw-scene.ts';
import { imagineScene } from './imagine-scene.ts';
import { type ImageFormat, type MadeFile, makeAnimation, makeImage } from './make-image.ts';
import { makeMelody } from './make-melody.ts';
import { makeSoundEffect } from './make-sound-effect.ts';
import { makeSpeech } from './make-speech.ts';
import { createSeededRandom, type SeededRandom } from './seeded-random.ts';

export interface MediaRequest {
  readonly kind: 'IMAGE' | 'VIDEO' | 'VOICE' | 'MUSIC' | 'SOUND';
  /** Whose work is simulated: written below pictures. */
  readonly model: string;
  /** What is asked for; the parameter `text` when absent. */
  readonly prompt?: string | undefined;
  /** Size, length, format and `seed`, in the ways in which models let one say them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly count: number;
  /** What the files are made from, beside the prompt, when there is no `seed`. */
  readonly attemptId: string;
}

export type MediaPlan =
  | {
      readonly ok: true;
      /** Makes output number `index`, from 0. The same request and index give the same bytes. */
      readonly make: (index: number) => Promise<MadeFile> | MadeFile;
    }
  | { readonly ok: false; readonly message: string };

const IMAGE_FORMATS = new Map<unknown, ImageFormat>([
  [undefined, 'png'],
  ['png', 'png'],
  ['jpeg', 'jpeg'],
  ['jpg', 'jpeg'],
  ['webp', 'webp'],
]);

/** Written below each picture, so that nobody takes it for a real one. */
const SIGNATURE = 'simulated';

export function planMedia(request: MediaRequest, signature = SIGNATURE): MediaPlan {
  switch (request.kind) {
    case 'IMAGE':
      return planImage(request, signature);
    case 'VIDEO':
      return planVideo(request, signature);
    case 'VOICE':
      return planVoice(request);
    case 'MUSIC':
    case 'SOUND':
      return planAudio(request, request.kind);
    default:
      throw new Error(`No such kind: ${String(request.kind satisfies never)}`);
  }
}

function planImage(request: MediaRequest, signature: string): MediaPlan {
  const choice = chooseSize('IMAGE', request.parameters);
  if (!choice.ok) return choice;
  const format = IMAGE_FORMATS.get(request.parameters['output_format']);
  if (format === undefined) return { ok: false, message: 'The sandbox draws png, jpeg and webp.' };
  return {
    ok: true,
    make: (index) => makeImage({ size: choice.size, ...pictureOf(request, signature, index) }, format),
  };
}

function planVideo(request: MediaRequest, signature: string): MediaPlan {
  const choice = chooseSize('VIDEO', request.parameters);
  if (!choice.ok) return choice;
  const duration = chooseDuration('VIDEO', request.parameters);
  if (!duration.ok) return duration;
  const { seconds } = duration;
  return {
    ok: true,
    make: (index) => makeAnimation({ size: choice.size, ...pictureOf(request, signature, index) }, seconds),
  };
}

function planVoice(request: MediaRequest): MediaPlan {
  const text = textOf(request);
  const duration = chooseSpeechDuration(text, request.parameters['input_duration']);
  if (!duration.ok) return duration;
  return { ok: true, make: (index) => makeSpeech(text, duration.seconds, chanceOf(request, index)) };
}

function planAudio(request: MediaRequest, kind: 'MUSIC' | 'SOUND'): MediaPlan {
  const duration = chooseDuration(kind, request.parameters);
  if (!duration.ok) return duration;
  const make = kind === 'MUSIC' ? makeMelody : makeSoundEffect;
  return { ok: true, make: (index) => make(duration.seconds, chanceOf(request, index)) };
}

function pictureOf(request: MediaRequest, signature: string, index: number): Pick<Picture, 'scene' | 'caption'> {
  const text = textOf(request);
  const number = request.count > 1 ? ` · ${String(index + 1)} of ${String(request.count)}` : '';
  return {
    scene: imagineScene(chanceOf(request, index), text),
    caption: { text, footnote: `${request.model} · ${signature}${number}` },
  };
}

function textOf({ prompt, parameters: { text } }: MediaRequest): string {
  return prompt ?? (typeof text === 'string' ? text : '');
}

/** Without a `seed` each attempt gets its own picture, as from a real model. */
function chanceOf(request: MediaRequest, index: number): SeededRandom {
  const { seed } = request.parameters;
  const chosen = typeof seed === 'number' || typeof seed === 'string' ? String(seed) : request.attemptId;
  return createSeededRandom(request.model, textOf(request), chosen, String(index));
}
