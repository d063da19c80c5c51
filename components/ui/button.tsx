'use client'

import NextLink from 'next/link'
import { type MouseEventHandler, type ReactNode, type Ref, useId } from 'react'
import { type ButtonSize, type ButtonVariant, buttonStyle } from './button-style.ts'
import { Icon, type IconName } from './icon.tsx'
import { Tooltip } from './tooltip.tsx'
import { useHref } from './use-href.ts'

export interface ButtonProps {
  children: ReactNode
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: IconName
  iconEnd?: IconName
  /** A link that looks like a button. */
  href?: string
  /** Why it cannot be used now. The button stays in the tab order and says so on focus and hover. */
  disabledReason?: string | undefined
  /** The action runs: a second click does nothing. */
  isBusy?: boolean
  type?: 'button' | 'submit'
  form?: string
  autoFocus?: boolean
  className?: string
  onClick?: MouseEventHandler<HTMLElement>
  ref?: Ref<HTMLButtonElement>
}

export function Button({
  children,
  variant = 'outline',
  size = 'm',
  icon,
  iconEnd,
  href,
  disabledReason,
  isBusy = false,
  type = 'button',
  className,
  onClick,
  ...rest
}: ButtonProps) {
  const reasonId = useId()
  const toHref = useHref()
  const isDisabled = Boolean(disabledReason) || isBusy
  const content = (
    <>
      {icon && <Icon name={icon} size={size === 's' ? 14 : 16} />}
      {children}
      {iconEnd && <Icon name={iconEnd} size={iconEnd.startsWith('chev') ? 12 : 16} />}
    </>
  )
  const look = buttonStyle({ variant, size, isDisabled, ...(className && { className }) })
  if (href !== undefined && !isDisabled) {
    return (
      <NextLink href={toHref(href)} className={look} {...(onClick && { onClick })}>
        {content}
      </NextLink>
    )
  }
  const button = (
    <button
      {...rest}
      type={isDisabled ? 'button' : type}
      className={look}
      aria-disabled={isDisabled || undefined}
      aria-busy={isBusy || undefined}
      aria-describedby={disabledReason ? reasonId : undefined}
      onClick={isDisabled ? (event) => event.preventDefault() : onClick}
    >
      {content}
    </button>
  )
  if (!disabledReason) return button
  return (
    <>
      <Tooltip content={disabledReason}>{button}</Tooltip>
      <span id={reasonId} hidden>
        {disabledReason}
      </span>
    </>
  )
}
