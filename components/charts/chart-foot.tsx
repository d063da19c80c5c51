'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Age } from '#components/layout/age.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'

interface ChartFootProps {
  title: string
  /** Where the numbers come from. */
  source?: ReactNode
  sampledAt?: Date | null | undefined
  /** Where a rule about this chart is made. */
  alarm?: { href: string; disabledReason?: string | undefined } | undefined
  isTable: boolean
  onTable: (isTable: boolean) => void
  onCsv: () => void
  /** Absent while the chart is a table. */
  onPng?: (() => void) | undefined
  onLink: () => void
}

/** Under each chart: where its numbers come from and how old they are, and what can be done with it. */
export function ChartFoot({ title, source, sampledAt, alarm, isTable, onTable, onCsv, onPng, onLink }: ChartFootProps) {
  const t = useTranslations('charts')
  return (
    <div className="flex min-h-6 items-center gap-1 text-11 text-fg-3 print:hidden">
      <span className="min-w-0 truncate">
        {source}
        {source && sampledAt && ' · '}
        {sampledAt && <Age at={sampledAt} />}
      </span>
      <span className="ml-auto flex shrink-0 items-center">
        {alarm && (
          <IconButton
            icon="bell"
            size="s"
            label={t('createAlarm', { title })}
            href={alarm.href}
            disabledReason={alarm.disabledReason}
          />
        )}
        <IconButton
          icon={isTable ? 'monitoring' : 'table'}
          size="s"
          label={isTable ? t('asChart') : t('asTable')}
          onClick={() => onTable(!isTable)}
        />
        <Menu
          align="end"
          trigger={<IconButton icon="more" size="s" label={t('menu', { title })} />}
          items={[
            { label: t('saveCsv'), icon: 'download', onSelect: onCsv },
            ...(onPng ? [{ label: t('savePng'), icon: 'download' as const, onSelect: onPng }] : []),
            { label: t('copyLink'), icon: 'link', onSelect: onLink },
          ]}
        />
      </span>
    </div>
  )
}
