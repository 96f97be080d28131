// The door: real media files, made up on this machine.
export { imagineScene } from './imagine-scene.ts';
export { type MadeFile, makeAnimation } from './make-image.ts';
export { type MediaPlan, type MediaRequest, planMedia } from './plan-media.ts';
export { createSeededRandom, type SeededRandom } from './seeded-random.ts';
