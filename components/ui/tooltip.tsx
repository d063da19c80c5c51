'use client'

import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'

interface TooltipProps {
  content: ReactNode
  /** One focusable element: what a pointer shows, the keyboard must reach too. */
  children: ReactElement<Record<string, unknown>>
  side?: 'top' | 'bottom' | 'left' | 'right'
}

export function Tooltip({ content, children, side = 'bottom' }: TooltipProps) {
  if (content === null || content === undefined || content === '') return children
  return (
    <BaseTooltip.Root>
      <BaseTooltip.Trigger render={children} closeOnClick={false} />
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner sideOffset={6} side={side} className="z-50">
          <BaseTooltip.Popup className="max-w-80 rounded-3 bg-surface-inverse px-2 py-1 text-12 text-fg-inverse shadow-pop transition-opacity duration-[120ms] data-[starting-style]:opacity-0 data-[ending-style]:opacity-0">
            {content}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  )
}
