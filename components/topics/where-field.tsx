'use client'

import { useTranslations } from 'next-intl'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { Select } from '#components/ui/select.tsx'
import type { Masters } from './masters-of.ts'
import type { Where } from './topic-draft.ts'

interface WhereFieldProps {
  value: Where
  onValueChange: (where: Where) => void
  masters: Masters
  error: string | undefined
}

/** Prefix of options that stand for one clusterName; the other two are words. */
const CLUSTER = 'clusterName:'

/** All masters, those of one clusterName, or chosen ones. */
export function WhereField({ value, onValueChange, masters, error }: WhereFieldProps) {
  const t = useTranslations('topics.create')
  const { brokerNames, clusterNames } = masters
  const options = [
    {
      value: 'all',
      label: brokerNames.length > 0 ? t('whereAll', { count: brokerNames.length }) : t('whereAllUnknown'),
    },
    ...(clusterNames.length > 1
      ? clusterNames.map((name) => ({ value: `${CLUSTER}${name}`, label: t('whereCluster', { name }) }))
      : []),
    {
      value: 'brokers',
      label: t('whereBrokers'),
      ...(brokerNames.length === 0 && { disabledReason: t('whereNoneKnown') }),
    },
  ]
  return (
    <>
      <Select
        label={t('where')}
        error={value.kind === 'brokers' ? undefined : error}
        options={options}
        value={value.kind === 'clusterName' ? `${CLUSTER}${value.clusterName}` : value.kind}
        onValueChange={(next) => {
          if (next === 'all') onValueChange({ kind: 'all' })
          else if (next === 'brokers') onValueChange({ kind: 'brokers', brokerNames: [] })
          else onValueChange({ kind: 'clusterName', clusterName: next.slice(CLUSTER.length) })
        }}
      />
      {value.kind === 'brokers' && (
        <MultiSelect
          label={t('brokers')}
          isRequired
          error={error}
          options={brokerNames.map((name) => ({ value: name, label: name }))}
          values={value.brokerNames}
          onValuesChange={(names) => onValueChange({ kind: 'brokers', brokerNames: names })}
        />
      )}
    </>
  )
}
