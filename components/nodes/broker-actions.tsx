'use client'

import { useTranslations } from 'next-intl'
import { RowMenu } from '#components/data-table/row-menu.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { boardHref } from '#components/monitoring/board-href.ts'
import { BoardLink } from '#components/monitoring/board-link.tsx'
import { useRememberedRange } from '#components/monitoring/remembered-range.ts'
import type { Broker } from '#lib/nodes/schema.ts'

interface BrokerActionsProps {
  clusterId: string
  broker: Broker
  onForget: () => void
}

/** At the end of a broker's row: its board; of one that is down also that it is gone for good. */
export function BrokerActions({ clusterId, broker, onForget }: BrokerActionsProps) {
  const t = useTranslations('nodes')
  const tMonitoring = useTranslations('monitoring')
  const access = useAccess()
  const range = useRememberedRange()
  const { brokerName: name, role, isUp } = broker
  // Its numbers are those of its master: a slave has none of its own.
  const hasBoard = role === 'MASTER'
  if (isUp !== false) return hasBoard && <BoardLink clusterId={clusterId} scope="broker" name={name} />
  return (
    <RowMenu
      label={t('actionsOf', { name })}
      items={() => [
        ...(hasBoard
          ? [
              {
                label: tMonitoring('openBoardOf', { name }),
                icon: 'monitoring' as const,
                href: boardHref(clusterId, { scope: 'broker', name }, range ?? undefined),
                disabledReason: access.reason('monitoring:read', clusterId, 'all'),
              },
            ]
          : []),
        {
          label: t('forget.menu'),
          icon: 'trash',
          onSelect: onForget,
          disabledReason: access.reason('node:write', clusterId),
        },
      ]}
    />
  )
}
