// Headers as OpenTelemetry writes them in OTEL_EXPORTER_OTLP_HEADERS: `name=value` pairs between commas, values percent-encoded if need be.

const PAIR = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+=[\x21-\x7e]*$/;

const pairsOf = (text: string): string[] => text.split(',').map((pair) => pair.trim());

export function areHeaders(text: string): boolean {
  return pairsOf(text).every((pair) => PAIR.test(pair) && valueOf(pair) !== undefined);
}

export function toHeaders(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(pairsOf(text).map((pair) => [pair.slice(0, pair.indexOf('=')), valueOf(pair) ?? '']));
}

/** Undefined when it cannot be decoded. */
function valueOf(pair: string): string | undefined {
  try {
    return decodeURIComponent(pair.slice(pair.indexOf('=') + 1));
  } catch {
    return undefined;
  }
}
