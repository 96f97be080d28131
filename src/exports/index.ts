// The room's door: exports, and their verification by whoever has the files.
export { eraseExports } from './erase-exports.ts';
export type { Export } from './export.ts';
export { EXPORTS_PATH, type ExportFiles } from './export-files.ts';
export { createExports, type ExportRoom, type Exports, type NewExportOutcome } from './exports.ts';
export { MANIFEST_ENDING } from './file-name.ts';
export { createExportStore, type ExportStore } from './store/export-store.ts';
export { type ExportProgress, type ExportVerdict, verifyExport } from './verify/verify-export.ts';
export { type ExportForm, type ExportKind, type ExportStatus, hasFocus } from './words.ts';
