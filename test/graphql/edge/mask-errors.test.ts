import { describe, expect, it } from '@jest/globals';
import { GraphQLError, locatedError } from 'graphql';
import { CommitUnknownError } from '../../../src/database/index.ts';
import { logHidden, maskError } from '../../../src/graphql/edge/errors/mask-errors.ts';
import { badUserInput } from '../../../src/graphql/edge/errors/request-errors.ts';
import { OverloadedError } from '../../../src/ledger/index.ts';

const raisedInResolver = (cause: Error): GraphQLError => locatedError(cause, [], ['balance']);
const masked = (error: GraphQLError) => {
  const plain = error.toJSON();
  return maskError({ ...plain, extensions: { code: 'INTERNAL_SERVER_ERROR', ...plain.extensions } }, error);
};

describe('an error that leaves the gateway', () => {
  it('says nothing of a bug but its place', () => {
    const answer = masked(raisedInResolver(new Error('connect ECONNREFUSED postgres://user:secret@db')));
    expect(answer).toEqual({
      message: 'Internal server error',
      path: ['balance'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  });

  it('hides a GraphQLError without a code too: nobody meant it for the customer', () => {
    expect(masked(raisedInResolver(new GraphQLError('a scalar was given secrets'))).message).toBe(
      'Internal server error',
    );
  });

  it('goes out as it is when it was raised on purpose', () => {
    const answer = masked(raisedInResolver(badUserInput('first has to be from 1 to 100.', ['1 to 100'])));
    expect(answer.message).toBe('first has to be from 1 to 100.');
    expect(answer.extensions).toEqual({ code: 'BAD_USER_INPUT', allowed: ['1 to 100'] });
  });

  it('asks to come back when the ledger is overloaded', () => {
    const answer = masked(raisedInResolver(new OverloadedError('10000 ledger commands are waiting already')));
    expect(answer.extensions).toEqual({ code: 'RATE_LIMITED', status: 429, retryable: true, retryAfterSeconds: 1 });
    expect(answer.message).not.toMatch(/10000/);
  });

  it.each([
    Object.assign(new Error('connect ECONNREFUSED postgres://user:secret@db'), { code: 'ECONNREFUSED' }),
    new CommitUnknownError('the answer to COMMIT was lost'),
  ])('asks to come back when the database is away: $message', (cause) => {
    const answer = masked(raisedInResolver(cause));
    const passing = { status: 503, retryable: true, retryAfterSeconds: 5 };
    expect(answer.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', ...passing });
    expect(answer.message).not.toMatch(/secret|COMMIT/);
  });

  it('is logged when it was hidden, and only then', () => {
    const lines: object[] = [];
    const logger = { error: (details: object) => lines.push(details), warn: () => undefined };
    const bug = new Error('boom');
    logHidden([raisedInResolver(bug), raisedInResolver(badUserInput('no'))], 'r1', logger);
    expect(lines).toEqual([{ err: bug, requestId: 'r1', path: ['balance'] }]);
  });
});
