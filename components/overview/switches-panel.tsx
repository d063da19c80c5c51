'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Section } from '#components/layout/section.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { Overview } from '#lib/overview/schema.ts'

type Switch = Overview['switches'][number]

/** Settings of the brokers that change what the cluster does for its clients, as the brokers have them. */
export function SwitchesPanel({ switches }: { switches: Overview['switches'] }) {
  const t = useTranslations('overview')
  const columns: Column<Switch>[] = [
    {
      id: 'key',
      head: t('setting'),
      width: 236,
      cell: ({ key }) => <span className="font-mono text-12">{key}</span>,
    },
    {
      id: 'value',
      head: t('value'),
      width: 240,
      cell: ({ value, brokers }) => {
        if (value === null) return <span className="text-fg-3">{brokers.length === 0 ? '?' : '–'}</span>
        if (value !== 'MIXED') return <span className="font-mono text-12">{value}</span>
        const each = brokers.map(({ brokerName, value: own }) => `${brokerName} ${own ?? '–'}`).join(', ')
        return <StatePill state="warning" label={t('mixed')} detail={each} />
      },
    },
    {
      id: 'meaning',
      head: t('meaning'),
      isFlexible: true,
      minWidth: 240,
      priority: 2,
      cell: ({ key }) => (isExplained(key) ? t(`switches.${key}`) : null),
    },
  ]
  return (
    <Section title={t('settings')}>
      <PlainTable label={t('settings')} columns={columns} rows={switches} rowId={({ key }) => key} />
    </Section>
  )
}

const explained = [
  'aclEnable',
  'authenticationEnabled',
  'authorizationEnabled',
  'autoCreateTopicEnable',
  'autoCreateSubscriptionGroup',
  'traceTopicEnable',
  'metricsExporterType',
  'timerWheelEnable',
  'timerMaxDelaySec',
  'fileReservedTime',
  'maxMessageSize',
  'useServerSideResetOffset',
] as const
const isExplained = (key: string): key is (typeof explained)[number] => (explained as readonly string[]).includes(key)
