// Requests and answers of the room's few web pages, independent of any web framework.

export interface WebRequest {
  readonly method: string;
  /** Path and query below the place where the handler is mounted; begins with a slash. */
  readonly path: string;
  /** Names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface WebResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
