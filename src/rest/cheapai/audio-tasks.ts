// Sound effects, speech and music (cheapaiapi.com/docs: sound-effects, text-to-speech, music-generation). What the models may be asked,
// and what they cost, the catalogue says; where it does not sell a model, the task is refused as any other would be.
import { z } from 'zod';
import { asksToGenerate, refused, route } from '../route.ts';
import { wholeNumber } from '../whole-number.ts';
import { receiveUrl } from './shapes.ts';
import { given, submitAnswer, submitTask } from './submit-task.ts';

const SOUND_EFFECT = 'cheapai/sound-effect';
const MOST_TRACKS = 3;

export const soundEffect = route({
  method: 'POST',
  path: '/v1/task/sound-effect',
  name: 'soundEffect',
  summary: 'Makes a sound from a description.',
  scopes: ['GENERATION_WRITE'],
  asks: asksToGenerate,
  body: z.object({
    text: z.string(),
    duration_seconds: z.number().optional().describe('0.5 to 30; 5 when absent.'),
    prompt_influence: z.number().optional().describe('0 to 1.'),
    loop: z.boolean().optional(),
    model_id: z.string().default(SOUND_EFFECT),
    receive_url: receiveUrl,
  }),
  answers: { 200: submitAnswer },
  handle: (call) => {
    const { text, duration_seconds: duration, prompt_influence, loop, model_id: model } = call.body;
    const parameters = given({ duration, prompt_influence, loop });
    return submitTask(call, { model, prompt: text, parameters, receiveUrl: call.body.receive_url });
  },
});

export const textToSpeech = route({
  method: 'POST',
  path: '/v1/text-to-speech/{voice_id}',
  name: 'textToSpeech',
  summary: 'Reads a text aloud with a voice. `output_format` is taken and not followed: the provider decides it.',
  scopes: ['GENERATION_WRITE'],
  asks: asksToGenerate,
  params: z.object({ voice_id: z.string() }),
  query: z.object({ output_format: z.string().optional() }),
  body: z.object({
    text: z.string(),
    model_id: z.string().default('eleven_multilingual_v2'),
    with_transcript: z.literal(false, 'false: transcripts are not offered').optional(),
    receive_url: receiveUrl,
  }),
  answers: { 200: submitAnswer },
  handle: (call) => {
    const { text, model_id: model, receive_url } = call.body;
    const parameters = { voice: call.params.voice_id };
    return submitTask(call, { model, prompt: text, parameters, receiveUrl: receive_url });
  },
});

export const minimaxSpeech = route({
  method: 'POST',
  path: '/v1m/task/text-to-speech',
  name: 'minimaxSpeech',
  summary: "Reads a text aloud with MiniMax's models.",
  scopes: ['GENERATION_WRITE'],
  asks: asksToGenerate,
  body: z.object({
    text: z.string(),
    model: z.string().default('speech-2.6-hd'),
    voice_setting: z.object({
      voice_id: z.string(),
      vol: z.number().optional(),
      pitch: z.number().optional(),
      speed: z.number().optional(),
    }),
    language_boost: z.string().optional(),
    receive_url: receiveUrl,
  }),
  answers: { 200: submitAnswer },
  handle: (call) => {
    const { text, model, voice_setting, language_boost } = call.body;
    const { voice_id: voice, vol, pitch, speed } = voice_setting;
    const parameters = given({ voice, vol, pitch, speed, language_boost });
    return submitTask(call, { model, prompt: text, parameters, receiveUrl: call.body.receive_url });
  },
});

export const musicGeneration = route({
  method: 'POST',
  path: '/v1m/task/music-generation',
  name: 'musicGeneration',
  summary: 'Makes one to three tracks from an idea, from lyrics, or from both.',
  scopes: ['GENERATION_WRITE'],
  asks: asksToGenerate,
  body: z.object({
    model: z.string().default('music-2.5+'),
    idea: z.string().default(''),
    lyrics: z.string().default(''),
    title: z.string().optional(),
    n: wholeNumber.pipe(z.int().min(1).max(MOST_TRACKS)).default(1),
    instrumental: z.boolean().default(false).describe('Without lyrics.'),
    receive_url: receiveUrl,
  }),
  answers: { 200: submitAnswer },
  handle: async (call) => {
    const { model, idea, lyrics, title, n, instrumental, receive_url } = call.body;
    if (idea === '' && lyrics === '') return refused({ kind: 'INPUT', path: ['idea'], message: NOTHING_SAID });
    if (instrumental && lyrics !== '') return refused({ kind: 'INPUT', path: ['lyrics'], message: SUNG });
    const parameters = given({ lyrics: lyrics === '' ? undefined : lyrics, song_title: title, instrumental });
    const prompt = idea === '' ? undefined : idea;
    return submitTask(call, { model, prompt, parameters, count: n, receiveUrl: receive_url });
  },
});

const NOTHING_SAID = 'Music needs an idea or lyrics: say what it is to be like, or what is sung.';
const SUNG = 'What is instrumental has no lyrics: leave one of the two out.';
