// Options of the ledger's benchmarks, `--name=value`.
function valueOf(name: string): string | undefined {
  const prefix = `--${name}=`;
  return process.argv.find((word) => word.startsWith(prefix))?.slice(prefix.length);
}

export function positiveNumber(name: string, otherwise: number): number {
  const text = valueOf(name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new Error(`--${name}=${text}: a number above 0 is needed, for example --${name}=${otherwise}.`);
  }
  return value;
}

export function positiveInteger(name: string, otherwise: number): number {
  const value = positiveNumber(name, otherwise);
  if (!Number.isSafeInteger(value)) {
    throw new Error(`--${name}=${value}: a whole number is needed, for example --${name}=${otherwise}.`);
  }
  return value;
}

export function text(name: string): string {
  return valueOf(name) ?? '';
}
