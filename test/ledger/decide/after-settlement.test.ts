import { createLedgerWorld } from '../../support/ledger-world.ts';
import { describeAfterSettlement } from './describe-after-settlement.ts';

describeAfterSettlement(createLedgerWorld);
