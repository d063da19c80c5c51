'use client'

import { useTranslations } from 'next-intl'
import { useCallback, useEffect } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { Segmented } from '#components/ui/segmented.tsx'
import { TabPanel } from '#components/ui/tab-panel.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Board } from './board.tsx'
import { boardHref } from './board-href.ts'
import { rememberedRange, rememberRange } from './board-range.ts'
import { BoardToolbar } from './board-toolbar.tsx'
import { ObjectLink } from './object-link.tsx'
import { TopTab } from './top-tab.tsx'
import { type MonitoringTab, monitoringTabs, useBoardUrl } from './use-board-url.ts'

const headRanges = ['15m', '1h', '3h', '6h', '24h', '7d'] as const

/** Boards of charts for the cluster and everything in it, who has the most of what, and what sampling costs. */
export function MonitoringPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('monitoring')
  const cluster = useCluster()
  const { url, setUrl } = useBoardUrl()
  const { scope, object, tab, hasRange } = url
  const onRange = useCallback(
    (range: string) => {
      rememberRange(range)
      void setUrl({ range }, { history: 'push' })
    },
    [setUrl],
  )
  // A board that is opened without a range goes on with the one before; the address says so at once.
  useEffect(() => {
    if (hasRange) return
    const last = rememberedRange()
    if (last !== null) void setUrl({ range: last }, { history: 'replace' })
  }, [hasRange, setUrl])
  useEffect(() => {
    if (hasRange) rememberRange(url.range)
  }, [hasRange, url.range])
  const title = tab !== 'boards' || scope === 'cluster' ? t('title') : (object ?? t(`boards.${scope}`))
  const isChosen = scope === 'cluster' || (object !== null && (scope !== 'client' || url.group !== null))
  return (
    <>
      <PageHeader
        {...(tab === 'boards' &&
          scope !== 'cluster' && {
            crumb: {
              label: `${t('title')} › ${t(`boards.${scope}`)}`,
              href: boardHref(clusterId, { scope: 'cluster' }),
            },
          })}
        title={title}
        {...(tab === 'boards' && object !== null && { copy: object })}
        facts={
          tab !== 'boards'
            ? []
            : scope === 'cluster'
              ? [cluster?.name]
              : [
                  isChosen && object !== null && (
                    <ObjectLink key="page" clusterId={clusterId} scope={scope} name={object} groupName={url.group} />
                  ),
                ]
        }
        actions={
          tab === 'boards' && (
            <Segmented
              label={t('range')}
              value={headRanges.find((value) => value === url.range) ?? null}
              onValueChange={onRange}
              options={headRanges.map((value) => ({ value, label: value }))}
            />
          )
        }
      />
      <Tabs<MonitoringTab>
        label={t('tabsLabel')}
        value={tab}
        onValueChange={(next) => void setUrl({ tab: next }, { history: 'push' })}
        tabs={monitoringTabs.map((value) => ({ value, label: t(`tabs.${value}`) }))}
      >
        <TabPanel value="boards">
          <BoardToolbar clusterId={clusterId} url={url} setUrl={setUrl} onRange={onRange} />
          {isChosen ? (
            <Board
              clusterId={clusterId}
              board={{ scope, name: object, topicName: url.topic, groupName: url.group }}
              url={url}
              setUrl={setUrl}
              onRange={onRange}
            />
          ) : (
            <Empty title={t('chooseTitle')}>{t('chooseText')}</Empty>
          )}
        </TabPanel>
        <TabPanel value="top">
          <TopTab clusterId={clusterId} url={url} setUrl={setUrl} />
        </TabPanel>
      </Tabs>
    </>
  )
}
