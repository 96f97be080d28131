export function mayBreak(released: string, current: string): boolean;
export function brokenSinceRelease(
  current: string,
  other?: { readonly released?: string; readonly version?: string },
): Promise<string[]>;
