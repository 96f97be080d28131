// The files that generations deliver: fetched, named, stored, measured and served from the data folder.
export { type CollectResult, collectOutputs, findCollected, type MediaSource } from './collect-outputs.ts';
export { isFileError, syncFolder, writeNewFile } from './durable-file.ts';
export { type MeasureResult, measureOutput } from './measure-output.ts';
export { newOutputSecret, type OutputMimeType, outputName, possibleNames } from './output-name.ts';
export {
  createOutputStore,
  type OpenedOutput,
  type OutputPlace,
  type OutputStore,
  type SavedOutput,
} from './output-store.ts';
