// The room's door: how the id of a stored thing is written in public, and read back.
export { fromPublicId, toPublicId } from './public-id.ts';
