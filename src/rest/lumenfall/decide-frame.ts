// The size of a picture or a video: in pixels, as a ratio, or by its lines, as the model knows it. Pure.
import {
  type JsonSchema,
  NOTHING,
  type Properties,
  type Step,
  set,
  together,
  type Wishes,
  wrong,
} from './decide-step.ts';

interface Frame {
  readonly width: number;
  readonly height: number;
}

const PIXELS = /^(\d{2,5})x(\d{2,5})$/;
const RATIO = /^(\d{1,3}):(\d{1,3})$/;

/** OpenAI's sizes are ratios nearly: 1792x1024 is meant as 16:9. In hundredths. */
const TOLERANCE = 2;

export function decideFrame(properties: Properties, { size, aspectRatio, resolution }: Wishes): Step {
  return together([
    decideSize(properties, size),
    aspectRatio === undefined || aspectRatio === 'auto'
      ? NOTHING
      : decideRatio(properties, aspectRatio, 'aspect_ratio'),
    decideLines(properties, resolution),
  ]);
}

function decideSize(properties: Properties, size: string | undefined): Step {
  if (size === undefined || size === 'auto') return NOTHING;
  const pixels = read(PIXELS, size);
  if (pixels !== undefined) return inPixels(properties, size, pixels);
  return RATIO.test(size)
    ? decideRatio(properties, size, 'size')
    : wrong('size', 'A size is "WIDTHxHEIGHT" in pixels, a ratio or "auto".', ['1024x1024', '16:9', 'auto']);
}

function inPixels(properties: Properties, size: string, { width, height }: Frame): Step {
  if (properties.has('size')) return set('size', size);
  if (properties.has('width') && properties.has('height')) return { parameters: { width, height } };
  const ratio = properties.get('aspect_ratio');
  const lines = properties.get('resolution');
  if (ratio === undefined && lines === undefined) {
    return wrong('size', 'This model has no choice of size.', ['auto', 'nothing']);
  }
  return together([
    ratio === undefined ? NOTHING : nearest(ratio, 'aspect_ratio', { field: 'size', given: { width, height } }),
    lines === undefined ? NOTHING : linesOf(lines, Math.min(width, height)),
  ]);
}

function decideRatio(properties: Properties, text: string, field: string): Step {
  const given = read(RATIO, text);
  if (given === undefined) return wrong(field, 'A ratio is "WIDTH:HEIGHT".', ['1:1', '16:9']);
  const ratio = properties.get('aspect_ratio');
  if (ratio !== undefined) return nearest(ratio, 'aspect_ratio', { field, given });
  const size = properties.get('size');
  if (size !== undefined) return nearest(size, 'size', { field, given });
  return wrong(field, 'This model has no choice of ratio.', ['a size in pixels', 'nothing']);
}

/** The first value of the model's with this ratio, or as good as this. */
function nearest(
  property: JsonSchema,
  name: string,
  { field, given }: { readonly field: string; readonly given: Frame },
): Step {
  const values = textsOf(property);
  const found = values.find((value) => {
    const offered = read(PIXELS, value) ?? read(RATIO, value);
    return offered !== undefined && isNear(offered, given);
  });
  if (found !== undefined) return set(name, found);
  return wrong(field, `This model does not offer the ratio ${given.width}:${given.height}.`, values);
}

/** By cross products, so that nothing is rounded. */
function isNear(one: Frame, other: Frame): boolean {
  const [left, right] = [one.width * other.height, other.width * one.height];
  return Math.abs(left - right) * 100 <= TOLERANCE * Math.max(left, right);
}

function decideLines(properties: Properties, resolution: string | undefined): Step {
  if (resolution === undefined || resolution === 'auto') return NOTHING;
  return properties.has('resolution')
    ? set('resolution', resolution.toLowerCase())
    : wrong('resolution', 'This model has no choice of resolution.', ['nothing']);
}

function linesOf(property: JsonSchema, lines: number): Step {
  const value = `${lines}p`;
  const values = textsOf(property);
  return values.includes(value)
    ? set('resolution', value)
    : wrong('size', `This model does not offer a size with ${lines} lines.`, values);
}

const textsOf = ({ enum: values }: JsonSchema): string[] => (Array.isArray(values) ? values.map(String) : []);

function read(pattern: RegExp, text: string): Frame | undefined {
  const match = pattern.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  return width > 0 && height > 0 ? { width, height } : undefined;
}
