'use client'

import NextLink from 'next/link'
import type { MouseEventHandler, Ref } from 'react'
import { type ButtonSize, buttonStyle } from './button-style.ts'
import { Icon, type IconName } from './icon.tsx'
import { Tooltip } from './tooltip.tsx'
import { useHref } from './use-href.ts'

export interface IconButtonProps {
  icon: IconName
  /** Accessible name, shown as tooltip. */
  label: string
  variant?: 'ghost' | 'outline'
  size?: ButtonSize
  iconSize?: 16 | 14 | 12
  disabledReason?: string | undefined
  isPressed?: boolean
  href?: string
  className?: string
  onClick?: MouseEventHandler<HTMLElement>
  ref?: Ref<HTMLButtonElement>
}

export function IconButton({
  icon,
  label,
  variant = 'ghost',
  size = 'm',
  iconSize,
  disabledReason,
  isPressed,
  href,
  className,
  onClick,
  ref,
  ...rest
}: IconButtonProps) {
  const toHref = useHref()
  const isDisabled = Boolean(disabledReason)
  const look = buttonStyle({
    variant,
    size,
    isDisabled,
    isSquare: true,
    ...(isPressed && { isPressed }),
    ...(className && { className }),
  })
  const content = <Icon name={icon} size={iconSize ?? (size === 's' ? 14 : 16)} />
  const element =
    href !== undefined && !isDisabled ? (
      <NextLink href={toHref(href)} prefetch={false} className={look} aria-label={label}>
        {content}
      </NextLink>
    ) : (
      <button
        {...rest}
        ref={ref}
        type="button"
        className={look}
        aria-label={disabledReason ? `${label}: ${disabledReason}` : label}
        aria-pressed={isPressed}
        aria-disabled={isDisabled || undefined}
        onClick={isDisabled ? undefined : onClick}
      >
        {content}
      </button>
    )
  return <Tooltip content={disabledReason ?? label}>{element}</Tooltip>
}
