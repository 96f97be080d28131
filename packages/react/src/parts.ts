// Parts without a style of their own: give them a className. Words are English unless given.
import { type Bought, compareCredits } from '@tollgate/client';
import { type ComponentPropsWithoutRef, createElement, Fragment, type ReactElement, type ReactNode } from 'react';
import { useBalance } from './use-balance.ts';
import { useBuyCreditPack } from './use-buy-pack.ts';

export interface BalanceTextProps extends Omit<ComponentPropsWithoutRef<'span'>, 'children'> {
  /** From what is available, such as "12.5", to words. */
  readonly format?: (available: string) => ReactNode;
  /** Until it is known. */
  readonly placeholder?: ReactNode;
}

/** What is available now, live. */
export function BalanceText({
  format = (available) => `${available} credits`,
  placeholder = '…',
  ...rest
}: BalanceTextProps): ReactElement {
  const { data, status } = useBalance();
  const text = data === undefined ? placeholder : format(data.available);
  return createElement('span', { 'aria-busy': status === 'loading', ...rest }, text);
}

export interface BuyButtonProps extends Omit<ComponentPropsWithoutRef<'button'>, 'onClick' | 'type'> {
  readonly packId: string;
  /** Where the checkout page leads after payment, and when the customer gives up. */
  readonly successUrl?: string;
  readonly cancelUrl?: string;
  /** Leads to the checkout page; in this window when absent. */
  readonly onCheckout?: (checkoutUrl: string) => void;
  /** Refused or failed: the words for people. The gateway's own when absent. */
  readonly formatProblem?: (problem: string) => ReactNode;
}

type Problem = string | undefined;

/** Begins a purchase and leads to its checkout page: one purchase, however often it is pressed while that is on its way. */
export function BuyButton({
  packId,
  successUrl,
  cancelUrl,
  onCheckout = (url) => globalThis.location.assign(url),
  formatProblem = (problem) => problem,
  children = 'Buy credits',
  ...rest
}: BuyButtonProps): ReactElement {
  const { state, run } = useBuyCreditPack();
  const isAsking = state.status === 'asking';
  const press = (): void => {
    if (isAsking) return;
    const urls = {
      ...(successUrl === undefined ? {} : { successUrl }),
      ...(cancelUrl === undefined ? {} : { cancelUrl }),
    };
    run({ packId, ...urls }).then(
      (bought) => {
        if (bought.status === 'begun' && bought.checkoutUrl !== null) onCheckout(bought.checkoutUrl);
      },
      // Shown below.
      () => undefined,
    );
  };
  const problem = problemOf(state.answer, state.error);
  return createElement(
    Fragment,
    null,
    // aria-disabled, not disabled: a button that is disabled while it works loses the keyboard's focus.
    createElement(
      'button',
      { ...rest, type: 'button', onClick: press, 'aria-disabled': isAsking, 'aria-busy': isAsking },
      children,
    ),
    problem === undefined ? null : createElement('span', { role: 'alert' }, formatProblem(problem)),
  );
}

function problemOf(answer: Bought | undefined, error: Error | undefined): Problem {
  if (error !== undefined) return error.message;
  return answer?.status === 'refused' ? answer.refusal.message : undefined;
}

export interface LowBalanceNoticeProps extends Omit<ComponentPropsWithoutRef<'div'>, 'children'> {
  /** It is shown while less than this is available: credits, such as "5". */
  readonly below: string;
  /** What it says; a function gets what is available. */
  readonly children?: ReactNode | ((available: string) => ReactNode);
}

/** Says, also to those who do not see it, that credits run out. The element is always there: only then is a change read out. */
export function LowBalanceNotice({ below, children, ...rest }: LowBalanceNoticeProps): ReactElement {
  const { data } = useBalance();
  const isLow = data !== undefined && compareCredits(data.available, below) < 0;
  return createElement('div', { role: 'status', ...rest }, isLow ? words(data.available, children) : null);
}

function words(available: string, children: LowBalanceNoticeProps['children']): ReactNode {
  if (typeof children === 'function') return children(available);
  return children ?? `Only ${available} credits are left.`;
}
