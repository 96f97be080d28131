// The manifest of trusted documents: a JSON object of texts by their SHA-256, as graphql-codegen's client preset writes it
// (persistedDocuments). A text that its id does not fit is no document to trust.
import { readFileSync } from 'node:fs';
import type { Configuration } from '../config/index.ts';
import { createTrustedDocuments, documentIdOf, type TrustedDocuments, withoutAlgorithm } from '../graphql/index.ts';
import { GatewayStartError } from './gateway-start-error.ts';

/** Undefined when there are none. */
export function loadTrustedDocuments({
  trustedDocuments,
}: Pick<Configuration, 'trustedDocuments'>): TrustedDocuments | undefined {
  if (trustedDocuments.mode === 'off') return undefined;
  const { files, mode } = trustedDocuments;
  return createTrustedDocuments(new Map(files.flatMap(readManifest)), mode);
}

function readManifest(file: string): (readonly [id: string, text: string])[] {
  return Object.entries(readObject(file)).map(([id, text]) => {
    const name = withoutAlgorithm(id);
    if (typeof text === 'string' && documentIdOf(text) === name) return [name, text];
    throw new GatewayStartError(
      `${file}: "${id}" is not the SHA-256 of its document. Let codegen write the file again.`,
    );
  });
}

function readObject(file: string): object {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new GatewayStartError(`TRUSTED_DOCUMENTS_FILES: ${file} cannot be read: ${why}`);
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  throw new GatewayStartError(`TRUSTED_DOCUMENTS_FILES: ${file} has to be a JSON object of documents by their ids.`);
}
