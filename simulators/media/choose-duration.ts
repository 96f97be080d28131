// How long the audio or video is to be.

export type DurationChoice =
  | { readonly ok: true; readonly seconds: number }
  | { readonly ok: false; readonly message: string };

const DEFAULT_SECONDS = { VIDEO: 5, MUSIC: 10, SOUND: 3 } as const;
const MIN_SECONDS = 0.1;
const MAX_SECONDS = 600;

/** Speech takes this long for each character (Unicode code point), spaces and punctuation included: about 15 a second. */
export const SPEECH_MILLISECONDS_PER_CHARACTER = 65;
const MIN_SPEECH_SECONDS = 0.325;
const MAX_SPEECH_SECONDS = 3600;

/** `duration`, `duration_seconds` or `seconds`: a number, or a text such as "5" or "5s". */
export function chooseDuration(
  kind: 'VIDEO' | 'MUSIC' | 'SOUND',
  parameters: Readonly<Record<string, unknown>>,
): DurationChoice {
  const { duration_seconds: durationSeconds, seconds: plain, duration = durationSeconds ?? plain } = parameters;
  const asked = duration ?? DEFAULT_SECONDS[kind];
  const seconds = typeof asked === 'string' ? Number(/^(\d+(?:\.\d+)?)\s*s?$/.exec(asked)?.[1]) : asked;
  if (typeof seconds === 'number' && seconds >= MIN_SECONDS && seconds <= MAX_SECONDS) return { ok: true, seconds };
  return { ok: false, message: `The sandbox makes ${String(MIN_SECONDS)} to ${String(MAX_SECONDS)} seconds.` };
}

/** As long as the text takes; a recording that is changed or dubbed keeps its length (`input_duration`, seconds). */
export function chooseSpeechDuration(text: string, inputSeconds: unknown): DurationChoice {
  if (typeof inputSeconds === 'number' && inputSeconds > 0 && inputSeconds <= MAX_SPEECH_SECONDS) {
    return { ok: true, seconds: inputSeconds };
  }
  const characters = Array.from(text).length;
  const seconds = (characters * SPEECH_MILLISECONDS_PER_CHARACTER) / 1000;
  if (seconds <= MAX_SPEECH_SECONDS) return { ok: true, seconds: Math.max(seconds, MIN_SPEECH_SECONDS) };
  const most = Math.floor((MAX_SPEECH_SECONDS * 1000) / SPEECH_MILLISECONDS_PER_CHARACTER);
  return { ok: false, message: `The sandbox speaks at most ${String(most)} characters.` };
}
