// What a person can do about the failures that a wrong address brings. Addresses are secrets: none is shown.
import { errorCode } from '../database/index.ts';
import { GatewayStartError } from './gateway-start-error.ts';

type Variable = 'DATABASE_URL' | 'DATABASE_DIRECT_URL' | 'DATABASE_READ_URL' | 'MIGRATION_DATABASE_URL';

/** Runs `work` on the database that `variable` names. @throws GatewayStartError for the failures it has advice for */
export async function withAdvice<T>(variable: Variable, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const advice = adviceOn(variable)[errorCode(error) ?? ''];
    throw advice === undefined ? error : new GatewayStartError(advice, { cause: error });
  }
}

function adviceOn(variable: Variable): Readonly<Record<string, string>> {
  const unreachable = `The PostgreSQL of ${variable} does not answer. Is it running, and are host and port right?`;
  const notAllowed = `The PostgreSQL of ${variable} refuses the user or the password.`;
  return {
    ECONNREFUSED: unreachable,
    ENOTFOUND: unreachable,
    EAI_AGAIN: unreachable,
    ETIMEDOUT: unreachable,
    '28P01': notAllowed,
    '28000': notAllowed,
    '3D000': `The database that ${variable} names does not exist. Create it (createdb), and start again.`,
    '42501': variable === 'MIGRATION_DATABASE_URL' ? DOES_NOT_OWN : MAY_NOT_MIGRATE,
  };
}

const MAY_NOT_MIGRATE =
  'The user of DATABASE_URL may not do what a start needs: migrations wait, and it may not create tables. Name the ' +
  'owner of the tables in MIGRATION_DATABASE_URL, or grant the user of DATABASE_URL that right.';
const DOES_NOT_OWN =
  'The user of MIGRATION_DATABASE_URL may not change the tables or grant rights on them: it must own them, and may ' +
  'create tables.';
