'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { TopicBrokerConfig } from '#lib/topics/schema.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { type ConfigRow, configRows } from './config-rows.ts'
import { LevelTopicDialog } from './level-topic-dialog.tsx'
import { topicConfigsQuery } from './queries.ts'

/** The config as each broker holds it, side by side. */
export function ConfigTab({ clusterId, topicName }: { clusterId: string; topicName: string }) {
  const t = useTranslations('topics')
  const query = useLiveQuery(topicConfigsQuery(clusterId, topicName))
  const access = useAccess()
  const [levelling, setLevelling] = useState<{ fromBroker: string; configs: readonly TopicBrokerConfig[] } | null>(null)
  return (
    <QueryView query={query} what={t('readingConfigs')} partialEffect={t('partialEffectConfigs')}>
      {({ items }) => {
        const rows = configRows(items)
        const differing = items[0]?.differingKeys ?? []
        return (
          <div className="pt-3">
            {differing.length > 0 && (
              <Strip
                tone="warning"
                className="mb-2"
                end={
                  <Menu
                    align="end"
                    trigger={
                      <Button size="s" disabledReason={access.reason('topic:update', clusterId, onTopic(topicName))}>
                        {t('level.action')}
                      </Button>
                    }
                    items={items.map(({ brokerName, isStale }) => ({
                      label: t('level.to', { broker: brokerName }),
                      onSelect: () => setLevelling({ fromBroker: brokerName, configs: items }),
                      disabledReason: isStale ? t('level.stale') : undefined,
                    }))}
                  />
                }
              >
                {t('configsDiffer', { keys: differing.join(', ') })}
              </Strip>
            )}
            <PlainTable
              label={t('tabs.config')}
              columns={columnsOf(items)}
              rows={rows}
              rowId={(row) => row.key}
              group={(row) => ({
                key: String(row.isAttribute),
                head: row.isAttribute ? t('attributes') : t('fields'),
              })}
            />
            <dl className="mt-4 grid gap-y-1 text-12 text-fg-3">
              {items.map((config) => (
                <div key={config.brokerName} className="flex flex-wrap gap-x-2">
                  <dt>{config.brokerName}</dt>
                  <dd className="font-mono">{config.address}</dd>
                  <dd>{config.clusterName}</dd>
                  <dd>
                    {config.isStale ? `${t('stale')} ` : ''}
                    <Age at={config.readAt} />
                  </dd>
                </div>
              ))}
            </dl>
            {levelling && (
              <LevelTopicDialog
                clusterId={clusterId}
                topicName={topicName}
                {...levelling}
                onClose={() => setLevelling(null)}
              />
            )}
          </div>
        )
      }}
    </QueryView>
  )

  function columnsOf(items: readonly TopicBrokerConfig[]): Column<ConfigRow>[] {
    return [
      {
        id: 'key',
        head: t('field'),
        width: 280,
        cell: (row) => <code className="font-mono text-12">{row.key}</code>,
      },
      ...items.map(({ brokerName }) => ({
        id: `broker ${brokerName}`,
        head: brokerName,
        width: 180,
        isFlexible: items.length < 4,
        cell: (row: ConfigRow) => {
          const value = row.valueByBroker.get(brokerName) ?? '–'
          if (!row.isDiffering) return <span className="font-mono text-12">{value}</span>
          return (
            <span className="inline-flex items-center gap-1 font-mono text-12 text-warning">
              <Icon name="warning" size={12} label={t('differs')} />
              {value}
            </span>
          )
        },
      })),
    ]
  }
}
