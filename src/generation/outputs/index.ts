// The files that generations deliver: named, stored, measured and served from the data folder.
export { isFileError, syncFolder, writeNewFile } from './durable-file.ts';
export { type MeasureResult, type MeasuredFile, measureOutput, type OutputRefusal } from './measure-output.ts';
export { newOutputSecret, type OutputMimeType, outputName } from './output-name.ts';
export {
  type ByteRange,
  createOutputStore,
  type OpenedOutput,
  type OutputStore,
  type SavedOutput,
  type SaveResult,
} from './output-store.ts';
