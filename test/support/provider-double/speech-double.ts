// Speaks ElevenLabs' text to speech. Source of the shapes: https://elevenlabs.io/docs/api-reference/text-to-speech/convert and
// https://help.elevenlabs.io, "API - Error Code 400 or 401", "API - Error Code 429".
import { type DoubleAnswer, json } from './double-server.ts';
import { type DoubleJob, uuid } from './job-book.ts';
import { GARBAGE, makeSpeech } from './media.ts';
import { type Desk, type DoubleOptions, type Protocol, type ProviderDouble, startDouble } from './provider-double.ts';

/** 15 characters a second. */
export const SECONDS_PER_CHARACTER = 1 / 15;

export function startSpeechDouble(options?: DoubleOptions): Promise<ProviderDouble> {
  return startDouble(PROTOCOL, options);
}

const error = (status: number, code: string, message: string) => json(status, { detail: { status: code, message } });

const REFUSALS = {
  'invalid-input': error(400, 'max_character_limit_exceeded', 'This request exceeds the character limit of 10000.'),
  policy: error(400, 'content_against_policy', 'The text is against our policy.'),
  unauthorized: error(401, 'invalid_api_key', 'Invalid API key'),
  'out-of-money': error(401, 'quota_exceeded', 'This request exceeds your quota.'),
};

const PROTOCOL: Protocol = {
  makeId: uuid,
  isSubmission: ({ method, path }) => method === 'POST' && /^\/v1\/text-to-speech\/\w+$/.test(path),
  read: ({ body }) => ({ input: (body ?? {}) as Record<string, unknown>, count: 1, webhookUrl: undefined }),
  refuse: (fault) => REFUSALS[fault],
  accepted: answer,
  route: () => undefined,
  media: (job) => Promise.resolve({ type: 'audio/mpeg', content: speechOf(job) }),
};

function answer(desk: Desk, job: DoubleJob): DoubleAnswer {
  desk.book.end(job);
  const { media } = job.behaviour;
  if (media === 'garbage' || media === 'first-garbage') return { kind: 'bytes', type: 'audio/mpeg', content: GARBAGE };
  job.delivered.add(0);
  return { kind: 'bytes', type: 'audio/mpeg', content: speechOf(job) };
}

function speechOf({ input: { text }, behaviour }: DoubleJob): Buffer {
  const speech = makeSpeech(String(text).length * SECONDS_PER_CHARACTER);
  return behaviour.work === 'absurd-meter' ? withClaim(speech) : speech;
}

/** A Xing header, which players believe, that claims a length of hours. */
function withClaim(speech: Buffer): Buffer {
  const claiming = Buffer.from(speech);
  claiming.write('Xing', 36, 'latin1');
  claiming.writeUInt32BE(1, 40);
  claiming.writeUInt32BE(500_000, 44);
  return claiming;
}
