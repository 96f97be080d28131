// An image request in the catalogue's words: assets are its reference images.

const REFERENCE_IMAGES = 'reference_images';

type Parameters = Readonly<Record<string, unknown>>;

/** `assets`: addresses. */
export const withReferenceImages = (parameters: Parameters, assets: readonly string[]): Parameters =>
  assets.length === 0 ? parameters : { ...parameters, [REFERENCE_IMAGES]: assets };

/** For a price only their number matters: addresses that lead nowhere (RFC 2606) stand in for what will come with the task. */
export const standInAssets = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `https://assets.invalid/${index + 1}`);

interface ImageOptions {
  readonly aspect_ratios: string[];
  readonly resolutions: string[];
  readonly supports_reference_images: boolean;
  readonly max_assets: number;
}

/** What CheapAI says of a model, read out of its schema. */
export function imageOptionsOf(schema: Parameters): ImageOptions {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Parameters | undefined>>;
  const references = properties[REFERENCE_IMAGES];
  const most = references?.['maxItems'];
  return {
    aspect_ratios: textsOf(properties['aspect_ratio']),
    resolutions: textsOf(properties['resolution']),
    supports_reference_images: references !== undefined,
    max_assets: typeof most === 'number' ? most : 0,
  };
}

function textsOf(property: Parameters | undefined): string[] {
  const values = property?.['enum'];
  return Array.isArray(values) ? values.filter((value): value is string => typeof value === 'string') : [];
}
