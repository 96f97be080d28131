// Names of stored files: a name cannot be guessed, and one output's name says nothing of the next one's.
import { createHash, randomBytes } from 'node:crypto';

const EXTENSION_BY_MIME_TYPE = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/flac': 'flac',
  'audio/webm': 'weba',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
} as const;

/** The kinds of file that can be measured and served. SVG is not one of them: it can carry scripts. */
export type OutputMimeType = keyof typeof EXTENSION_BY_MIME_TYPE;

const MIME_TYPE_BY_EXTENSION = new Map(
  Object.entries(EXTENSION_BY_MIME_TYPE).map(([mimeType, extension]) => [extension, mimeType as OutputMimeType]),
);

const TOKEN_HEX_DIGITS = 40;
const NAME = /^[0-9a-f]{40}\.([a-z0-9]{3,4})$/;

/** 160 random bits; kept with the job, so that doing the job again writes the same names again. */
export function newOutputSecret(): string {
  return randomBytes(20).toString('hex');
}

/** The name of the output number `index` (from 0) of the job with this secret: 160 bits of token and an extension. */
export function outputName(secret: string, index: number, mimeType: OutputMimeType): string {
  const token = createHash('sha256')
    .update(`${secret}:${String(index)}`)
    .digest('hex')
    .slice(0, TOKEN_HEX_DIGITS);
  return `${token}.${EXTENSION_BY_MIME_TYPE[mimeType]}`;
}

/** All names that this output could have: the type is known only once the file is there. */
export function possibleNames(secret: string, index: number): string[] {
  const mimeTypes = Object.keys(EXTENSION_BY_MIME_TYPE) as OutputMimeType[];
  return mimeTypes.map((mimeType) => outputName(secret, index, mimeType));
}

/** The type of the file with this name, or undefined if the store would never give a file this name. */
export function mimeTypeOfName(name: string): OutputMimeType | undefined {
  const extension = NAME.exec(name)?.[1];
  return extension === undefined ? undefined : MIME_TYPE_BY_EXTENSION.get(extension as 'png');
}
