import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { Link, type LinkProps } from 'react-router';

export type Variant = 'primary' | 'plain' | 'quiet' | 'danger';

export interface ButtonProps extends AriaButtonProps {
  readonly variant?: Variant;
  readonly small?: boolean;
}

const classOf = (small: boolean): string => (small ? 'button button-small' : 'button');

export function Button({ variant = 'plain', small = false, ...rest }: ButtonProps) {
  return <AriaButton {...rest} className={classOf(small)} data-variant={variant} />;
}

export interface LinkButtonProps extends LinkProps {
  readonly variant?: Variant;
  readonly small?: boolean;
}

/** Looks like a button and leads to another address of the page. */
export function LinkButton({ variant = 'plain', small = false, ...rest }: LinkButtonProps) {
  return <Link {...rest} className={classOf(small)} data-variant={variant} />;
}
