'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

interface ChipProps {
  /** What the value is of; dimmed before it. */
  label?: ReactNode
  /** Text of the chip for the name of its remove button. */
  value: string
  children?: ReactNode
  onRemove?: () => void
  isMono?: boolean
}

export function Chip({ label, value, children, onRemove, isMono }: ChipProps) {
  const t = useTranslations('ui')
  return (
    <span className="inline-flex h-6 max-w-full items-center gap-1 rounded-1 bg-surface-2 pl-2 text-12 whitespace-nowrap text-fg-1">
      {label && <span className="text-fg-3">{label}</span>}
      <span className={isMono ? 'truncate font-mono' : 'truncate'}>{children ?? value}</span>
      {onRemove ? (
        <button
          type="button"
          onClick={onRemove}
          aria-label={t('remove', { name: value })}
          className="inline-grid size-6 shrink-0 place-items-center rounded-1 text-fg-3 hover:text-fg-1"
        >
          <Icon name="x" size={12} />
        </button>
      ) : (
        <span className="w-1" />
      )}
    </span>
  )
}
