'use client'

import { Tabs as BaseTabs } from '@base-ui/react/tabs'
import NextLink from 'next/link'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { useHref } from './use-href.ts'

export interface Tab<T extends string> {
  value: T
  label: ReactNode
  count?: ReactNode
  /** With addresses the tabs are links of a navigation, each its own page. */
  href?: string
}

interface TabsProps<T extends string> {
  /** Accessible name of the row. */
  label: string
  tabs: readonly Tab<T>[]
  value: T
  onValueChange?: (value: T) => void
  className?: string
  /** Panels; with `href` the page itself is the panel. */
  children?: ReactNode
}

const line = 'flex gap-6 border-b border-line-2 overflow-x-auto'
const look = (isCurrent: boolean) =>
  cx(
    'relative flex h-9 shrink-0 items-center gap-1.5 rounded-1 whitespace-nowrap no-underline focus-visible:-outline-offset-2',
    isCurrent
      ? 'font-medium text-fg-1 after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:bg-accent'
      : 'text-fg-2 hover:text-fg-1',
  )

export function Tabs<T extends string>({ label, tabs, value, onValueChange, className, children }: TabsProps<T>) {
  const toHref = useHref()
  const content = (tab: Tab<T>) => (
    <>
      {tab.label}
      {tab.count !== undefined && <span className="text-12 font-normal text-fg-3">{tab.count}</span>}
    </>
  )
  if (tabs.every((tab) => tab.href !== undefined)) {
    return (
      <nav aria-label={label} className={cx(line, className)}>
        {tabs.map((tab) => (
          <NextLink
            key={tab.value}
            href={toHref(tab.href ?? '')}
            aria-current={tab.value === value ? 'page' : undefined}
            className={look(tab.value === value)}
          >
            {content(tab)}
          </NextLink>
        ))}
      </nav>
    )
  }
  return (
    <BaseTabs.Root value={value} onValueChange={(next) => onValueChange?.(next as T)}>
      {/* the row only holds values of `tabs` */}
      <BaseTabs.List aria-label={label} className={cx(line, className)}>
        {tabs.map((tab) => (
          <BaseTabs.Tab key={tab.value} value={tab.value} className={look(tab.value === value)}>
            {content(tab)}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {children}
    </BaseTabs.Root>
  )
}
