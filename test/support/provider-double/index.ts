export type { Behaviour } from './behaviour.ts';
export { FAL_KEYS_PATH, startFalDouble } from './fal-double.ts';
export { startImagesDouble } from './images-double.ts';
export type { ProviderDouble } from './provider-double.ts';
export { REPLICATE_SECRET, startReplicateDouble } from './replicate-double.ts';
export { SECONDS_PER_CHARACTER, startSpeechDouble } from './speech-double.ts';
