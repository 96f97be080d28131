// Bodies of forms: texts by name, and files beside them, in memory and within limits.
import type { FastifyRequest } from 'fastify';
import { MOST_INPUTS } from '../../generation/index.ts';
import type { UploadedFile } from '../../rest/index.ts';

export const LARGEST_JSON_BYTES = 100_000;
/** Of a whole form, files and texts together. */
export const LARGEST_FORM_BYTES = 25_000_000;
const MOST_FIELDS = 64;

export interface Form {
  /** A name that comes several times, or ends in `[]`, is a list, without the brackets. */
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  readonly files: readonly UploadedFile[];
}

class FormTooLargeError extends Error {
  override readonly name = 'FormTooLargeError';
  readonly statusCode = 413;
}

/** @throws an error with the status 413 for a form that is larger than may be, 400 for one that cannot be read */
export async function readForm(request: FastifyRequest): Promise<Form> {
  const fields = new Map<string, string[]>();
  const files: UploadedFile[] = [];
  let bytes = 0;
  const count = (more: number): void => {
    bytes += more;
    if (bytes > LARGEST_FORM_BYTES) throw new FormTooLargeError();
  };
  const limits = {
    files: MOST_INPUTS,
    fields: MOST_FIELDS,
    fieldSize: LARGEST_JSON_BYTES,
    fileSize: LARGEST_FORM_BYTES,
  };
  for await (const part of request.parts({ limits })) {
    const name = part.fieldname.replace(/\[\]$/, '');
    if (part.type === 'file') {
      const content = await part.toBuffer();
      count(content.length);
      files.push({ field: name, fileName: part.filename, bytes: content });
    } else {
      const text = String(part.value);
      count(Buffer.byteLength(text));
      fields.set(name, [...(fields.get(name) ?? []), text]);
    }
  }
  // No prototype: a field may have any name.
  const texts: Record<string, string | readonly string[]> = Object.create(null) as Record<string, string>;
  for (const [name, values] of fields) texts[name] = values.length === 1 ? (values[0] ?? '') : values;
  return { fields: texts, files };
}
