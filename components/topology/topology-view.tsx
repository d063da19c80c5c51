'use client'

import { useTranslations } from 'next-intl'
import { Empty } from '#components/layout/states/empty.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { MAX_EDGES, type Topology } from '#lib/topology/schema.ts'
import { type TopologyScope, topologyQuery } from './queries.ts'
import { TopologyPicture } from './topology-picture.tsx'
import { TopologyTable } from './topology-table.tsx'

/** Who produces and who consumes, of a topic, a group, or the whole cluster where it is small enough. */
export function TopologyView({ clusterId, scope }: { clusterId: string; scope: TopologyScope }) {
  const t = useTranslations('topology')
  const query = useLiveQuery(topologyQuery(clusterId, scope))
  return (
    <QueryView query={query} what={t('reading')} partialEffect={t('partialEffect')}>
      {(topology) => {
        if (!topology.isDrawn) {
          return <Empty title={t('tooMany', { count: topology.edgeCount, max: MAX_EDGES })}>{t('tooManyText')}</Empty>
        }
        if (!topology.sampledAt && topology.edges.length === 0) {
          return <Empty title={t('notSampled')}>{t('notSampledText')}</Empty>
        }
        if (topology.edges.length === 0) return <Empty title={t('none')}>{t('noneText')}</Empty>
        return (
          <>
            <TopologyPicture clusterId={clusterId} label={t('title')} topology={topology} />
            <Notes topology={topology} />
            <Disclosure label={t('asTable')}>
              <TopologyTable label={t('title')} topology={topology} />
            </Disclosure>
          </>
        )
      }}
    </QueryView>
  )
}

/** What the picture does not show, and why. */
function Notes({ topology: { leftOut, producerSample } }: { topology: Topology }) {
  const t = useTranslations('topology')
  const notes = [
    producerSample && t('producersFrom', { count: producerSample.messages, queues: producerSample.queues }),
    ...leftOut.map((what) => t(`leftOut.${what}`)),
  ].filter(Boolean)
  return notes.length === 0 ? null : <p className="max-w-[90ch] py-2 text-12 text-fg-3">{notes.join(' ')}</p>
}
