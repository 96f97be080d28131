import type { TypedDocumentString } from '../gql/graphql.ts';

/** What a document answers with. */
export type ResultOf<Document> = Document extends TypedDocumentString<infer Data, infer _Variables> ? Data : never;
