import type { KeyRefusal } from '../../keys/index.ts';
import { formatCredits } from '../../money/index.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { generalError, invalidParameter } from './user-errors.ts';

export function toKeyError(refusal: KeyRefusal): AnyUserError {
  switch (refusal.code) {
    case 'API_KEY_NOT_FOUND':
      return unknownKey();
    case 'SCOPES_NOT_HELD': {
      const message = 'A key has at least one scope, and none that the asking key lacks.';
      return invalidParameter(['scopes'], message, refusal.held);
    }
    case 'LIMIT_ABOVE_OWN': {
      const own = formatCredits(refusal.own);
      const message = `The asking key may spend ${own} credits per UTC day, and gives no other more.`;
      return invalidParameter(['dailyLimit'], message, [`at most ${own}`]);
    }
    case 'EXPIRY_AFTER_OWN': {
      const own = refusal.own.toISOString();
      const message = `The asking key expires at ${own}, and gives no other longer.`;
      return invalidParameter(['expiresAt'], message, [`until ${own}`]);
    }
    case 'MIGHTIER_KEY': {
      const message = 'There are scopes here that the asking key lacks: a key with them can change and end it.';
      return invalidParameter([refusal.path], message, ['keys with no more scopes than the asking one']);
    }
    case 'LAST_MANAGER': {
      const message =
        "Nobody could manage this account's keys any more: give another key KEYS_WRITE, for as long, first.";
      return invalidParameter([refusal.path], message, ['another key with KEYS_WRITE that lasts as long']);
    }
    default:
      return refusal satisfies never;
  }
}

export const unknownKey = (): AnyUserError =>
  generalError({ code: 'API_KEY_NOT_FOUND', message: 'The account has no API key of this id.', path: ['id'] });
