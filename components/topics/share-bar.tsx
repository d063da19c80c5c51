'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { Icon } from '#components/ui/icon.tsx'

interface ShareBarProps {
  /** 0 to 1; null = not known, or nothing is stored. */
  share: number | null
  /** Of the fullest queue: the bar is as long as that one is full. */
  largest: number
  isHot: boolean
}

/** How much of the topic lies in one queue, against the fullest one; a hot queue is marked by more than its colour. */
export function ShareBar({ share, largest, isHot }: ShareBarProps) {
  const t = useTranslations('topics')
  const format = useFormat()
  if (share === null) return <span className="text-fg-3">–</span>
  return (
    <span className="grid grid-cols-[minmax(0,1fr)_56px_16px] items-center gap-2">
      <span className="block h-1.5 rounded-[1px] bg-surface-3">
        <span
          style={{ width: `${largest > 0 ? (share / largest) * 100 : 0}%` }}
          className={`block h-full rounded-[1px] ${isHot ? 'bg-warning-mark' : 'bg-heat-4'}`}
        />
      </span>
      <span className={`text-right ${isHot ? 'text-warning' : ''}`}>{format.percent(share)}</span>
      {isHot && <Icon name="warning" size={14} label={t('hotQueue')} className="text-warning-mark" />}
    </span>
  )
}
