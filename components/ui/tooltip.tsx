'use client'

import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'

interface Note {
  content: ReactNode
  side: 'top' | 'bottom' | 'left' | 'right'
}

interface TooltipProps {
  content: ReactNode
  /** One focusable element: what a pointer shows, the keyboard must reach too. */
  children: ReactElement<Record<string, unknown>>
  side?: Note['side']
}

/** Of all notes: one is open at a time, and a list has thousands of them. */
const handle = BaseTooltip.createHandle<Note>()

export function Tooltip({ content, children, side = 'bottom' }: TooltipProps) {
  if (content === null || content === undefined || content === '') return children
  return <BaseTooltip.Trigger handle={handle} payload={{ content, side }} render={children} closeOnClick={false} />
}

/** What shows the note of whatever is pointed at or focused. Once, above all that has one. */
export function TooltipPopup() {
  return (
    <BaseTooltip.Root handle={handle}>
      {({ payload }) => (
        <BaseTooltip.Portal>
          <BaseTooltip.Positioner sideOffset={6} side={payload?.side ?? 'bottom'} className="z-50">
            <BaseTooltip.Popup className="max-w-80 rounded-3 bg-surface-inverse px-2 py-1 text-12 text-fg-inverse shadow-pop transition-opacity duration-[120ms] data-[starting-style]:opacity-0 data-[ending-style]:opacity-0">
              {payload?.content}
            </BaseTooltip.Popup>
          </BaseTooltip.Positioner>
        </BaseTooltip.Portal>
      )}
    </BaseTooltip.Root>
  )
}
