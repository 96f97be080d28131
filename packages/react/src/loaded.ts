// What a hook that reads gives.

/** Told apart by `status`. `data` stays while something newer is loaded, and beside an error. */
export type Loaded<Data> =
  | { readonly status: 'loading'; readonly data: Data | undefined; readonly error: undefined }
  | { readonly status: 'ready'; readonly data: Data; readonly error: undefined }
  | { readonly status: 'failed'; readonly data: Data | undefined; readonly error: Error };

export function loading<Data>(data?: Data): Loaded<Data> {
  return { status: 'loading', data, error: undefined };
}

export function ready<Data>(data: Data): Loaded<Data> {
  return { status: 'ready', data, error: undefined };
}

export function failed<Data>(error: unknown, data?: Data): Loaded<Data> {
  return { status: 'failed', data, error: asError(error) };
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
