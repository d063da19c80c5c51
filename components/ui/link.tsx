'use client'

import NextLink from 'next/link'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Tooltip } from './tooltip.tsx'
import { useHref } from './use-href.ts'

export type LinkTone = 'accent' | 'plain' | 'name'

interface LinkProps {
  href: string
  children: ReactNode
  /** `name`: the first cell of a row, ink at weight 500. */
  tone?: LinkTone
  className?: string
  target?: '_blank'
  title?: string
  /** More to say than fits: on hover, on focus, and read after the text. */
  note?: string | undefined
}

export const linkTones: Record<LinkTone, string> = {
  accent: 'text-accent',
  plain: '',
  name: 'font-medium text-fg-1',
}

export function Link({ href, children, tone = 'accent', className, target, title, note }: LinkProps) {
  const toHref = useHref()
  const link = (
    <NextLink
      href={toHref(href)}
      // A list has hundreds of links: fetching what each leads to would cost browser and server more than the one that is followed.
      prefetch={false}
      className={cx(linkTones[tone], 'rounded-1 underline-offset-3 hover:underline', className)}
      {...(target && { target, rel: 'noreferrer' })}
      {...(title && { title })}
    >
      {children}
      {note && <span className="sr-only">, {note}</span>}
    </NextLink>
  )
  return note ? <Tooltip content={note}>{link}</Tooltip> : link
}
