'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useCallback, useEffect } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Denied } from '#components/layout/states/denied.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { Segmented } from '#components/ui/segmented.tsx'
import { TabPanel } from '#components/ui/tab-panel.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Board } from './board.tsx'
import { boardHref } from './board-href.ts'
import { BoardToolbar } from './board-toolbar.tsx'
import { ObjectLink } from './object-link.tsx'
import { rememberRange, useRememberedRange } from './remembered-range.ts'
import { SamplerTab } from './sampler-tab.tsx'
import { TopTab } from './top-tab.tsx'
import { type MonitoringTab, monitoringTabs, useBoardUrl } from './use-board-url.ts'

const headRanges = ['15m', '1h', '3h', '6h', '24h', '7d'] as const

/** Boards of charts for the cluster and everything in it, who has the most of what, and what sampling costs. */
export function MonitoringPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('monitoring')
  const { url, setUrl } = useBoardUrl()
  const { scope, object, tab, hasRange } = url
  const access = useAccess()
  const cluster = useCluster()
  const onRange = useCallback(
    (range: string) => {
      rememberRange(range)
      void setUrl({ range }, { history: 'push' })
    },
    [setUrl],
  )
  // A board that is opened without a range goes on with the one before; the address says so at once.
  const remembered = useRememberedRange()
  const router = useRouter()
  const path = usePathname()
  const search = useSearchParams()
  useEffect(() => {
    if (hasRange) rememberRange(url.range)
    else if (remembered !== null) {
      const query = new URLSearchParams(search)
      query.set('range', remembered)
      router.replace(`${path}?${query}`)
    }
  }, [hasRange, url.range, remembered, router, path, search])
  const title = tab !== 'boards' || scope === 'cluster' ? t('title') : (object ?? t(`boards.${scope}`))
  // One word for the whole board: each of its charts would be refused by itself.
  const isDenied = scope === 'cluster' && cluster !== null && !access.can('cluster:read', clusterId, 'all')
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
        facts={[
          tab === 'boards' && scope !== 'cluster' && isChosen && object !== null && (
            <ObjectLink key="page" clusterId={clusterId} scope={scope} name={object} groupName={url.group} />
          ),
        ]}
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
          {isDenied ? (
            <Denied permission="cluster:read" />
          ) : isChosen ? (
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
        <TabPanel value="sampler">
          <SamplerTab clusterId={clusterId} />
        </TabPanel>
      </Tabs>
    </>
  )
}
