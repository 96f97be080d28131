import { createLedgerWorld } from '../../support/ledger-world.ts';
import { describeVerification } from './describe-verification.ts';

describeVerification(createLedgerWorld);
