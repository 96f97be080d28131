// The name of an export's file: its public id, and what it is.
import { toPublicId } from '../database/index.ts';
import type { ExportRow } from './export.ts';

export const fileNameOf = ({ id, form }: Pick<ExportRow, 'id' | 'form'>): string =>
  `${toPublicId('exp', id)}.${form === 'NDJSON' ? 'ndjson' : 'csv'}.gz`;

export const MANIFEST_ENDING = '.manifest.json';
