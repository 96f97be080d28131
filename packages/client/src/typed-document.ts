// Documents of any codegen: its strings (documentMode: string) as well as texts written by hand.

/** The text of an operation that knows the types of its answer and of its variables. */
export interface TypedDocument<Data = unknown, Variables = Readonly<Record<string, unknown>>> {
  toString(): string;
  /** Types only: never there at run time. The name and the shape are those of `@graphql-typed-document-node/core`. */
  __apiType?: (variables: Variables) => Data;
  /** With `persistedDocuments` in its codegen: `hash` is the id that the manifest has it under. */
  readonly __meta__?: Readonly<Record<string, unknown>> | undefined;
}

/** How a document is named to the gateway: by its text, or by its id where only documents that were written down are run. */
export type DocumentText = { readonly query: string } | { readonly query?: string; readonly documentId: string };

export function documentText<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  wantsIds: boolean,
): DocumentText {
  const hash = document.__meta__?.['hash'];
  return wantsIds && typeof hash === 'string' ? { documentId: hash } : { query: document.toString() };
}

/** An argument that may be left out where a document has no variables, or none that is required. */
export type VariablesOf<Variables> =
  Record<string, never> extends Variables ? [variables?: Variables] : [variables: Variables];

const COMMENT_OR_TEXT = /"""[^]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*/g;

/** Whether a document changes something: a query may always be asked again, a mutation only when it is known to be safe. */
export function isMutation(text: string): boolean {
  let depth = 0;
  let outside = '';
  for (const character of text.replaceAll(COMMENT_OR_TEXT, ' ')) {
    if (character === '{') depth += 1;
    if (depth === 0) outside += character;
    if (character === '}') depth -= 1;
  }
  return /\bmutation\b/.test(outside);
}
