'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Section } from '#components/layout/section.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { Group } from '#lib/groups/schema.ts'
import { type ConfigRow, configRows } from './config-rows.ts'

/** The config as each broker holds it, side by side. */
export function ConfigSection({ group }: { group: Group }) {
  const t = useTranslations('groups')
  const { configs, differingKeys, missingOn } = group
  if (configs.length === 0) {
    return (
      <Section title={t('config')}>
        <p className="text-fg-2">{t(group.hasConfig === null ? 'configUnknown' : 'flagMeanings.NO_CONFIG')}</p>
      </Section>
    )
  }
  const columns: Column<ConfigRow>[] = [
    {
      id: 'key',
      head: t('field'),
      width: 250,
      cell: (row) => <code className="font-mono text-12">{row.key}</code>,
    },
    ...configs.map(({ brokerName, isStale }) => ({
      id: `broker ${brokerName}`,
      head: isStale ? t('staleBroker', { broker: brokerName }) : brokerName,
      width: 140,
      minWidth: 110,
      isFlexible: configs.length < 4,
      cell: (row: ConfigRow) => {
        const value = row.valueByBroker.get(brokerName) ?? '–'
        if (!row.isDiffering) return <span className="font-mono text-12">{value}</span>
        return (
          <span className="inline-flex items-center gap-1 font-mono text-12 text-warning">
            <Icon name="warning" size={12} label={t('flags.DIFFERS')} />
            {value}
          </span>
        )
      },
    })),
  ]
  return (
    <Section title={t('config')}>
      {missingOn.length > 0 && (
        <Strip tone="warning" className="mb-2">
          {t('missingOn', { brokers: missingOn.join(', ') })}
        </Strip>
      )}
      <PlainTable
        label={t('config')}
        columns={columns}
        rows={configRows(configs, differingKeys)}
        rowId={(row) => row.key}
        density={28}
      />
    </Section>
  )
}
