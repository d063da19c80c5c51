'use client'

import NextLink from 'next/link'
import { useTranslations } from 'next-intl'
import { groupTone } from '#components/groups/group-state-pill.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Icon, type IconName } from '#components/ui/icon.tsx'
import { MiddleTruncate } from '#components/ui/middle-truncate.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { useHref } from '#components/ui/use-href.ts'
import type { TopologyEdge, TopologyNode } from '#lib/topology/schema.ts'
import { nodeHref } from './node-href.ts'
import type { ColumnKind } from './place-nodes.ts'

const icons: Record<ColumnKind, IconName> = { PRODUCER: 'send', TOPIC: 'topics', GROUP: 'groups', CLIENT: 'clients' }

interface NodeCardProps {
  clusterId: string
  node: TopologyNode
  /** What a group consumes here, which says how bad its standing is. */
  consumes: readonly TopologyEdge[]
}

/** One thing of the picture: its name leads to its page, its numbers are those of its list. */
export function NodeCard({ clusterId, node, consumes }: NodeCardProps) {
  const toHref = useHref()
  const href = nodeHref(clusterId, node)
  const name = <MiddleTruncate text={node.name} />
  return (
    <div className="flex h-full flex-col justify-center rounded-2 border border-line-2 bg-surface-raised px-2 py-1 focus-within:border-accent">
      <div className="flex min-w-0 items-center gap-1.5 font-medium">
        <Icon name={icons[node.kind]} size={14} className="shrink-0 text-fg-3" />
        {href === null ? (
          name
        ) : (
          <NextLink href={toHref(href)} className="flex min-w-0 hover:underline">
            {name}
          </NextLink>
        )}
      </div>
      <div className="flex min-w-0 items-center gap-2 text-12 text-fg-2">
        <NodeFacts node={node} consumes={consumes} />
      </div>
    </div>
  )
}

function NodeFacts({ node, consumes }: Pick<NodeCardProps, 'node' | 'consumes'>) {
  const t = useTranslations('topology')
  const tGroups = useTranslations('groups')
  const format = useFormat()
  switch (node.kind) {
    case 'TOPIC':
      return (
        <>
          <span className="whitespace-nowrap">
            {t('in')} <MeasuredValue measured={node.inTps} format={format.rate} />
          </span>
          <span className="whitespace-nowrap">
            {t('out')} <MeasuredValue measured={node.outTps} format={format.rate} />
          </span>
          <span className="text-fg-3">{t('perSecond')}</span>
        </>
      )
    case 'GROUP': {
      const { state = 'UNKNOWN', clients } = node
      return (
        <>
          <StatePill state={toneOf(state, consumes)} label={tGroups(`states.${state}`)} />
          <span className="whitespace-nowrap">
            <Icon name="clients" size={12} className="inline text-fg-3" />{' '}
            <MeasuredValue measured={clients} format={(count) => t('clientCount', { count })} />
          </span>
        </>
      )
    }
    case 'CLIENT':
      return node.isHung ? (
        <StatePill state="warning" label={t('hung')} />
      ) : (
        <span className="truncate text-fg-3">
          {node.protocol} · {node.address}
        </span>
      )
    case 'PRODUCER':
      return (
        <span className="truncate text-fg-3">
          {node.protocol} · {node.groupName ?? node.address}
        </span>
      )
  }
}

function toneOf(state: NonNullable<TopologyNode['state']>, consumes: readonly TopologyEdge[]) {
  const [worst] = consumes.toSorted((a, b) => (b.lagTimeMs?.value ?? -1) - (a.lagTimeMs?.value ?? -1))
  const nothing = { value: null, state: 'unknown' as const, at: null }
  return groupTone({ state, lag: worst?.lag ?? nothing, lagTimeMs: worst?.lagTimeMs ?? nothing, flags: [] })
}
