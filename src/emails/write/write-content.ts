// The words of each occasion. Plain, with the figures that somebody needs to act, and one thing to do.
import type { EmailFacts, EmailOccasion } from '../decide/email-kinds.ts';
import type { Content, Setting } from './content.ts';
import { credits, moment, monthName, price } from './wording.ts';

type Writer<Occasion extends EmailOccasion> = (facts: EmailFacts[Occasion], setting: Setting) => Content;

const WRITERS: { readonly [Occasion in EmailOccasion]: Writer<Occasion> } = {
  'credits.low_balance': ({ available, thresholdsCrossed }, setting) => ({
    subject: `Your balance is low: ${credits(available, setting)} left`,
    paragraphs: [
      `The balance of ${setting.accountName} fell below ${thresholdsCrossed.map(({ threshold }) => credits(threshold, setting)).join(' and below ')}. Generations that cost more than what is left are refused, and nothing is charged for them.`,
    ],
    details: [['Available', credits(available, setting)]],
    action: { label: 'Buy credits', url: `${setting.baseUrl}/billing` },
  }),
  'credits.expiring': ({ credits: amount, expiresAt }, setting) => ({
    subject: `${credits(amount, setting)} will expire soon`,
    paragraphs: [
      `Credits of ${setting.accountName} expire when they are not used. Those that end first are used first.`,
    ],
    details: [
      ['Expiring', credits(amount, setting)],
      ['On', moment(expiresAt, setting)],
    ],
    action: { label: 'See your credits', url: `${setting.baseUrl}/` },
  }),
  'auto_top_up.failed': ({ price: asked, message, retrying }, setting) => ({
    subject: retrying ? 'An automatic top-up failed' : 'Automatic top-ups are paused',
    paragraphs: [
      `The payment of ${price(asked)} for ${setting.accountName} was not accepted. Nothing was charged, and no credits were added.`,
      retrying
        ? 'It is tried again by itself. To be sure, check the card.'
        : 'It is not tried again until you switch automatic top-ups on again, with a card that works.',
    ],
    details: [['Reason', message]],
    action: { label: 'Check the card', url: `${setting.baseUrl}/billing` },
  }),
  'auto_top_up.cap_reached': ({ monthlyCap, resumesAt }, setting) => ({
    subject: 'Automatic top-ups have reached their monthly cap',
    paragraphs: [
      `A top-up of ${setting.accountName} was due, and would have gone beyond the ${price(monthlyCap)} that you allow in a month. Nothing was charged.`,
    ],
    details: [['Resumes', moment(resumesAt, setting)]],
    action: { label: 'Buy credits or raise the cap', url: `${setting.baseUrl}/billing` },
  }),
  'auto_top_up.succeeded': ({ purchaseId, credits: amount, price: paid }, setting) =>
    receipt({ what: `Automatic top-up: ${credits(amount, setting)}`, paid, reference: purchaseId }, setting),
  'purchase.paid': ({ purchaseId, credits: amount, price: paid, paidAt }, setting) =>
    receipt({ what: credits(amount, setting), paid, reference: purchaseId, paidAt }, setting),
  'plan.paid': ({ plan, credits: amount, price: paid }, setting) =>
    receipt({ what: `Plan ${plan}: ${credits(amount, setting)}`, paid, label: 'Paid' }, setting),
  'purchase.refunded': ({ refundId, credits: amount, amount: returned }, setting) => ({
    subject: `Refund of ${price(returned)}`,
    paragraphs: [
      `A payment of ${setting.accountName} was returned. How soon you see it depends on your bank. The credits that came with it were taken back.`,
    ],
    details: [
      ['Returned', price(returned)],
      ['Credits taken back', credits(amount, setting)],
      ['Reference', refundId],
    ],
    action: { label: 'See the transaction', url: `${setting.baseUrl}/transactions` },
  }),
  'invoice.issued': (facts, setting) => ({
    subject: `Invoice${numberOf(facts)} for ${monthName(facts.month)}: ${price(facts.total)}`,
    paragraphs: [`This is what ${setting.accountName} used in ${monthName(facts.month)}.`],
    details: invoiceDetails(facts, setting),
    action: payAction(facts, setting),
  }),
  'invoice.overdue': (facts, setting) => ({
    subject: `Overdue: invoice${numberOf(facts)} for ${monthName(facts.month)}`,
    paragraphs: [
      `The invoice of ${setting.accountName} was due and is not paid. The account is suspended if it stays so.`,
    ],
    details: invoiceDetails(facts, setting),
    action: payAction(facts, setting),
  }),
  'invoice.paid': (facts, setting) => ({
    subject: `Receipt: invoice${numberOf(facts)} for ${monthName(facts.month)} is paid`,
    paragraphs: [`Thank you. The invoice of ${setting.accountName} is paid.`],
    details: [
      ['Paid', price(facts.total)],
      ['Used', credits(facts.credits, setting)],
    ],
    action: { label: 'See your invoices', url: `${setting.baseUrl}/billing` },
  }),
  'api_key.created': ({ name, prefix }, setting) => ({
    subject: `A new API key: ${name}`,
    paragraphs: [`An API key of ${setting.accountName} was created.`, NOT_YOU],
    details: keyDetails(name, prefix),
    action: keysAction(setting),
  }),
  'api_key.rotated': ({ name, prefix }, setting) => ({
    subject: `The API key ${name} has a new secret`,
    paragraphs: [`The secret of an API key of ${setting.accountName} was replaced.`, NOT_YOU],
    details: keyDetails(name, prefix),
    action: keysAction(setting),
  }),
};

/** Undefined: a later release wrote down what this one has no words for. */
export function writeContent(occasion: string, facts: unknown, setting: Setting): Content | undefined {
  if (!Object.hasOwn(WRITERS, occasion)) return undefined;
  return WRITERS[occasion as EmailOccasion](facts as never, setting);
}

interface Paid {
  readonly what: string;
  readonly paid: { readonly amount: string; readonly currency: string };
  /** Packs have a price, to which taxes may come; of a plan it is known what was paid. */
  readonly label?: 'Price' | 'Paid';
  readonly reference?: string;
  readonly paidAt?: string;
}

function receipt({ what, paid, label = 'Price', reference, paidAt }: Paid, setting: Setting): Content {
  return {
    subject: `Receipt: ${price(paid)}`,
    paragraphs: [`Thank you. The credits are in the wallet of ${setting.accountName}.`],
    details: [
      ['Bought', what],
      [label, price(paid)],
      ...(paidAt === undefined ? [] : [['On', moment(paidAt, setting)] as const]),
      ...(reference === undefined ? [] : [['Reference', reference] as const]),
    ],
    action: { label: 'See your purchases', url: `${setting.baseUrl}/billing` },
  };
}

const NOT_YOU = 'If this was not you or somebody of yours, revoke the key at once.';

const keyDetails = (name: string, prefix: string): NonNullable<Content['details']> => [
  ['Name', name],
  ['Begins with', `${prefix}…`],
];

const keysAction = ({ baseUrl }: Setting): NonNullable<Content['action']> => ({
  label: 'See your keys',
  url: `${baseUrl}/keys`,
});

type InvoiceFacts = EmailFacts['invoice.issued'];

const numberOf = ({ number }: InvoiceFacts): string => (number === null ? '' : ` ${number}`);

const invoiceDetails = (
  { total, credits: amount, dueAt }: InvoiceFacts,
  setting: Setting,
): NonNullable<Content['details']> => [
  ['Total', price(total)],
  ['Used', credits(amount, setting)],
  ...(dueAt === null ? [] : [['Due', moment(dueAt, setting)] as const]),
];

const payAction = ({ payUrl }: InvoiceFacts, { baseUrl }: Setting): NonNullable<Content['action']> =>
  payUrl === null ? { label: 'See your invoices', url: `${baseUrl}/billing` } : { label: 'Pay', url: payUrl };
