// Who lives through the year. Numbers are chances per day.
import type { Habit, Persona } from './customer.ts';
import { habit } from './habits/habit.ts';
import { buyPack, dispute, followDisputes, refundAtStripe, refundUnused } from './habits/packs.ts';
import { changePlan, healCards, payArrears, replaceCard, troubleCards } from './habits/plans.ts';
import {
  giveUpInvoice,
  payByInvoice,
  payElsewhere,
  payInAdvance,
  payInvoice,
  withdrawInvoice,
} from './habits/postpaid.ts';
import { finish, giveBack, receiveGift, spend } from './habits/spend.ts';
import { configure } from './habits/top-ups.ts';

const PACK_CAP = 20_000n;
const TARGET_CAP = 8_000n;
const spends = (perDay: number, low: number, high: number): Habit[] => [
  habit('spend', perDay, spend(low, high)),
  habit('spend, later', 0.6, finish),
  habit('give back', perDay / 40, giveBack),
];
const toppedUp = configure({ packId: 'month', threshold: 8n, cap: PACK_CAP });
const toTarget = configure({ target: 60n, threshold: 10n, cap: TARGET_CAP });
const PAID = ['starter', 'pro', 'scale', 'enterprise'] as const;
const VISA = 'pm_card_visa';

export const PERSONAS: readonly [Persona, ...Persona[]] = [
  {
    name: 'Changes plans',
    card: VISA,
    first: [habit('plan', 1, changePlan(['pro']))],
    habits: [...spends(0.8, 0.2, 4), habit('plan', 0.06, changePlan())],
  },
  {
    name: 'Stays with a plan',
    card: VISA,
    first: [habit('plan', 1, changePlan(['starter']))],
    habits: [...spends(0.6, 0.1, 1), habit('gift', 0.02, receiveGift)],
  },
  {
    name: 'Has a bad card',
    card: VISA,
    first: [habit('plan', 1, changePlan(['scale']))],
    habits: [
      ...spends(0.7, 0.5, 6),
      habit('card trouble', 0.05, troubleCards('soft')),
      habit('card trouble', 0.01, troubleCards('hard')),
      habit('card healed', 0.12, healCards),
      habit('another card', 0.02, replaceCard),
      habit('arrears', 0.05, payArrears),
      habit('plan', 0.04, changePlan()),
    ],
  },
  {
    name: 'Buys packs',
    card: undefined,
    first: [],
    habits: [
      ...spends(1.2, 0.5, 8),
      habit('pack', 0.2, buyPack),
      habit('refund', 0.08, refundUnused),
      habit('refund at Stripe', 0.03, refundAtStripe),
      habit('dispute', 0.02, dispute),
      habit('disputes', 1, followDisputes),
    ],
  },
  {
    name: 'Tops up a pack',
    card: VISA,
    first: [habit('top-up', 1, toppedUp)],
    habits: [
      ...spends(3, 1, 12),
      habit('spend', 1, spend(5, 30)),
      habit('card trouble', 0.04, troubleCards('soft')),
      habit('card healed', 0.4, healCards),
      habit('top-up', 0.05, toppedUp),
      habit('refund', 0.02, refundUnused),
    ],
    cap: PACK_CAP,
  },
  {
    name: 'Tops up to a target',
    card: VISA,
    first: [habit('top-up', 1, toTarget)],
    habits: [
      ...spends(2, 1, 15),
      habit('card trouble', 0.03, troubleCards('hard')),
      habit('card trouble', 0.05, troubleCards('soft')),
      habit('another card', 0.06, replaceCard),
      habit('top-up', 0.2, toTarget),
      habit('dispute', 0.01, dispute),
      habit('disputes', 1, followDisputes),
    ],
    cap: TARGET_CAP,
  },
  {
    name: 'Pays invoices in time',
    card: VISA,
    first: [habit('mode', 1, payByInvoice(2_000n))],
    habits: [...spends(2, 0.01, 20), habit('invoice', 0.3, payInvoice)],
  },
  {
    name: 'Pays invoices late',
    card: undefined,
    first: [habit('mode', 1, payByInvoice(400n))],
    habits: [
      ...spends(1.5, 0.001, 12),
      habit('invoice', 0.025, payInvoice),
      habit('invoice elsewhere', 0.008, payElsewhere),
      habit('invoice given up', 0.08, giveUpInvoice),
      habit('invoice withdrawn', 0.004, withdrawInvoice),
    ],
  },
  {
    name: 'Changes the way it pays',
    card: VISA,
    first: [habit('pack', 1, buyPack)],
    habits: [
      ...spends(1, 0.1, 9),
      habit('pack', 0.03, buyPack),
      habit('disputes', 1, followDisputes),
      habit('mode', 0.04, payByInvoice(300n)),
      habit('mode', 0.04, payInAdvance),
      habit('invoice', 0.15, payInvoice),
      habit('invoice withdrawn', 0.01, withdrawInvoice),
    ],
  },
  {
    name: 'Does everything',
    card: VISA,
    first: [habit('plan', 1, changePlan(PAID)), habit('top-up', 1, toppedUp)],
    habits: [
      ...spends(2, 0.5, 12),
      habit('plan', 0.05, changePlan()),
      habit('pack', 0.06, buyPack),
      habit('refund', 0.03, refundUnused),
      habit('refund at Stripe', 0.02, refundAtStripe),
      habit('dispute', 0.015, dispute),
      habit('disputes', 1, followDisputes),
      habit('card trouble', 0.03, troubleCards('soft')),
      habit('card healed', 0.2, healCards),
      habit('another card', 0.03, replaceCard),
      habit('top-up', 0.06, toppedUp),
      habit('gift', 0.02, receiveGift),
    ],
    cap: PACK_CAP,
  },
  {
    name: 'Comes and goes',
    card: undefined,
    first: [],
    habits: [
      ...spends(0.5, 0.2, 3),
      habit('plan', 0.04, changePlan(['free', 'scale', 'enterprise', 'starter'])),
      habit('gift', 0.03, receiveGift),
      habit('refund at Stripe', 0.004, refundAtStripe),
    ],
  },
];
