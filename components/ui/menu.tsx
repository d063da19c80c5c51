'use client'

import { Menu as BaseMenu } from '@base-ui/react/menu'
import NextLink from 'next/link'
import type { ReactElement, ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icon.tsx'
import { Kbd } from './kbd.tsx'
import { itemStyle, popupStyle } from './popup-style.ts'
import { useHref } from './use-href.ts'

export interface MenuAction {
  label: ReactNode
  icon?: IconName
  kbd?: string
  href?: string
  onSelect?: () => void
  /** The item stays reachable and says why under its label. */
  disabledReason?: string | undefined
  hint?: ReactNode
  isDanger?: boolean
  isChecked?: boolean
}

export type MenuItem = MenuAction | { separator: true } | { heading: ReactNode }

interface MenuProps {
  /** A Button or IconButton. */
  trigger: ReactElement<Record<string, unknown>>
  /** A function where making them for every row of a list would cost more than the one menu that is opened. */
  items: readonly MenuItem[] | (() => readonly MenuItem[])
  align?: 'start' | 'end'
  onOpenChange?: (open: boolean) => void
  width?: number
}

function MenuLine({ item }: { item: MenuAction }) {
  const toHref = useHref()
  const isDisabled = Boolean(item.disabledReason)
  const note = item.disabledReason ?? item.hint
  const content = (
    <>
      {item.isChecked !== undefined && (
        <span className="w-3.5 shrink-0 text-accent">{item.isChecked && <Icon name="check" size={14} />}</span>
      )}
      {item.icon && (
        <Icon name={item.icon} className={cx('self-start mt-1.5', isDisabled ? 'text-fg-disabled' : 'text-fg-3')} />
      )}
      <span className={cx('min-w-0 flex-1', Boolean(note) && 'py-1')}>
        <span className={cx('block', isDisabled ? 'text-fg-disabled' : item.isDanger && 'text-critical')}>
          {item.label}
        </span>
        {note && <span className="block text-12 text-fg-3">{note}</span>}
      </span>
      {item.kbd && <Kbd>{item.kbd}</Kbd>}
    </>
  )
  const shared = { className: cx(itemStyle, isDisabled && 'cursor-not-allowed') }
  if (item.href !== undefined && !isDisabled) {
    return (
      <BaseMenu.LinkItem {...shared} render={<NextLink href={toHref(item.href)} />} closeOnClick>
        {content}
      </BaseMenu.LinkItem>
    )
  }
  return (
    <BaseMenu.Item
      {...shared}
      aria-disabled={isDisabled || undefined}
      closeOnClick={!isDisabled}
      onClick={isDisabled ? undefined : item.onSelect}
    >
      {content}
    </BaseMenu.Item>
  )
}

function MenuItems({ items }: Pick<MenuProps, 'items'>) {
  return (typeof items === 'function' ? items() : items).map((item, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: a menu is written by hand in a fixed order
    if ('separator' in item) return <BaseMenu.Separator key={index} className="mx-1 my-1 h-px bg-line-1" />
    if ('heading' in item)
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: a menu is written by hand in a fixed order
        <div key={index} className="px-2 pt-2 pb-0.5 text-11 text-fg-3">
          {item.heading}
        </div>
      )
    // biome-ignore lint/suspicious/noArrayIndexKey: a menu is written by hand in a fixed order
    return <MenuLine key={index} item={item} />
  })
}

export function Menu({ trigger, items, align = 'start', onOpenChange, width }: MenuProps) {
  return (
    <BaseMenu.Root modal={false} {...(onOpenChange && { onOpenChange })}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={4} align={align} className="z-40 outline-none">
          <BaseMenu.Popup
            style={{ width }}
            className={`${popupStyle} max-h-(--available-height) max-w-90 min-w-44 overflow-y-auto p-1`}
          >
            <MenuItems items={items} />
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  )
}
