import { createLedgerWorld } from '../support/ledger-world.ts';
import { describeLedger } from './describe-ledger.ts';

describeLedger(createLedgerWorld);
