// A refused document may name any field: only those that generate or estimate are noted.
import { expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { noteRefusedText } from '../../../src/graphql/requests/note-refused.ts';

it('notes the fields that generate or estimate, and none that only every object has', () => {
  const noted: unknown[] = [];
  const services = { requests: { note: ({ endpoint }: { readonly endpoint: unknown }) => void noted.push(endpoint) } };
  const viewer = { account: { id: 'an account' }, key: { id: 'a key' } };
  noteRefusedText(
    { services, viewer } as never,
    '{ __proto__ constructor toString valueOf hasOwnProperty generate estimate estimates quote balance }',
    [new GraphQLError('refused')],
  );
  expect(noted).toEqual(['GENERATE', 'ESTIMATE', 'ESTIMATES', 'QUOTE']);
});
