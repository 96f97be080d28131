import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { Link, type LinkProps } from 'react-router';

export type Variant = 'primary' | 'plain' | 'quiet' | 'danger';

export interface ButtonProps extends Omit<AriaButtonProps, 'isPending'> {
  /** What it began is under way: it cannot be pressed again. */
  readonly isPending?: boolean;
  readonly variant?: Variant;
  readonly small?: boolean;
}

const classOf = (small: boolean): string => (small ? 'button button-small' : 'button');

export function Button({
  variant = 'plain',
  small = false,
  isPending = false,
  isDisabled = false,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      isDisabled={isDisabled || isPending}
      className={classOf(small)}
      data-variant={variant}
      aria-busy={isPending}
    />
  );
}

export interface LinkButtonProps extends LinkProps {
  readonly variant?: Variant;
  readonly small?: boolean;
}

/** Looks like a button and leads to another address of the page. */
export function LinkButton({ variant = 'plain', small = false, ...rest }: LinkButtonProps) {
  return <Link {...rest} className={classOf(small)} data-variant={variant} />;
}
