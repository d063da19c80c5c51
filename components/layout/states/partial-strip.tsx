'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { PartialEntry } from '#lib/api/endpoint.ts'

interface PartialStripProps {
  partial: readonly PartialEntry[] | undefined
  /** What the gap means for what is below: "Rates omit them." */
  effect?: string | undefined
  onRetry?: (() => void) | undefined
}

/** Above the data that did arrive: who did not answer, and why. */
export function PartialStrip({ partial, effect, onRetry }: PartialStripProps) {
  const t = useTranslations('states')
  if (!partial || partial.length === 0) return null
  const nameOf = (entry: PartialEntry) => entry.brokerName ?? entry.address
  return (
    <Strip
      tone="warning"
      role="status"
      className="mb-2"
      end={
        onRetry && (
          <Button size="s" onClick={onRetry}>
            {t('retry')}
          </Button>
        )
      }
    >
      <strong className="font-semibold">
        {t('partial', { count: partial.length, names: partial.slice(0, 3).map(nameOf).join(', ') })}
      </strong>{' '}
      {effect}
      <ul className="text-12 text-fg-2">
        {partial.map((entry) => (
          <li key={`${entry.address} ${entry.code}`}>
            {nameOf(entry)}, {entry.address}: {entry.detail} <span className="font-mono">{entry.code}</span>
          </li>
        ))}
      </ul>
    </Strip>
  )
}
