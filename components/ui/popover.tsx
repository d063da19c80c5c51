'use client'

import { Popover as BasePopover } from '@base-ui/react/popover'
import { type ReactElement, type ReactNode, useState } from 'react'
import { popupStyle } from './popup-style.ts'

interface PopoverProps {
  trigger: ReactElement<Record<string, unknown>>
  /** Accessible name of what opens. */
  label: string
  children: ReactNode | ((close: () => void) => ReactNode)
  align?: 'start' | 'end'
  width?: number | string
  onOpenChange?: (open: boolean) => void
}

export function Popover({ trigger, label, children, align = 'start', width, onOpenChange }: PopoverProps) {
  const [isOpen, setIsOpen] = useState(false)
  function change(open: boolean): void {
    setIsOpen(open)
    onOpenChange?.(open)
  }
  return (
    <BasePopover.Root open={isOpen} onOpenChange={change}>
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner sideOffset={4} align={align} className="z-40 outline-none">
          <BasePopover.Popup
            aria-label={label}
            style={{ width }}
            className={`${popupStyle} max-h-(--available-height) max-w-(--available-width) overflow-y-auto`}
          >
            {typeof children === 'function' ? children(() => change(false)) : children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  )
}
