'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Icon } from '#components/ui/icon.tsx'

interface BulkBarProps {
  /** "3 topics selected". */
  label: string
  /** What the selection adds up to. */
  summary?: ReactNode
  actions: ReactNode
  onClear: () => void
}

/** Floats in inverse ink over the end of the list once a row is selected. */
export function BulkBar({ label, summary, actions, onClear }: BulkBarProps) {
  const t = useTranslations('table')
  return (
    <div className="sticky bottom-4 z-10 mt-3 flex min-h-11 flex-wrap items-center gap-2 rounded-3 bg-surface-inverse py-1.5 pr-2 pl-4 text-fg-inverse shadow-pop [&_button]:border-fg-inverse/45 [&_button]:bg-transparent [&_button]:text-inherit [&_button]:hover:bg-fg-inverse/10 [&_button_.icon]:text-inherit">
      <span role="status" className="font-semibold">
        {label}
      </span>
      {summary && <span className="opacity-80">{summary}</span>}
      <span className="ml-auto flex items-center gap-2">
        {actions}
        <button
          type="button"
          aria-label={t('clearSelection')}
          onClick={onClear}
          className="inline-grid size-7 place-items-center rounded-2"
        >
          <Icon name="x" />
        </button>
      </span>
    </div>
  )
}
