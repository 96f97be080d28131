import { USER_ERROR_CODES, type UserErrorCode } from '../errors/user-error-codes.ts';
import { enumType } from './enums.ts';

const entries = Object.entries(USER_ERROR_CODES).map(([code, { meaning, status }]) => [code, `${meaning} (${status})`]);

export const UserErrorCodeEnum = enumType<UserErrorCode>(
  'UserErrorCode',
  'Why a request was refused; in brackets the HTTP status that a REST API would give.',
  Object.fromEntries(entries) as Record<UserErrorCode, string>,
);
