'use client'

import { useTranslations } from 'next-intl'
import { useAccess } from '#components/layout/use-access.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Link } from '#components/ui/link.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { AlarmObject } from '#lib/alarms/schema.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import { incidentHref } from './alarm-href.ts'
import { AlarmPill } from './alarm-pill.tsx'
import { activeQuery } from './queries.ts'
import { ValueAndLimit } from './value-and-limit.tsx'

interface ObjectAlarmsProps {
  clusterId: string
  object: Pick<AlarmObject, 'topicName' | 'groupName' | 'brokerName'>
}

const SHOWN = 3

/** On the page of an object: the alarms that are open for it, worst first; nothing where there is none. */
export function ObjectAlarms({ clusterId, object: { topicName, groupName, brokerName } }: ObjectAlarmsProps) {
  const t = useTranslations('alarms.strips')
  const access = useAccess()
  const scoped = groupName !== undefined ? onGroup(groupName) : topicName !== undefined ? onTopic(topicName) : 'all'
  const mayRead = access.can('alarm:read', clusterId, scoped)
  const { data } = useLiveQuery({
    ...activeQuery({
      clusterId: [clusterId],
      pageSize: 20,
      ...(topicName !== undefined && { topic: topicName }),
      ...(groupName !== undefined && { group: groupName }),
      ...(brokerName !== undefined && { broker: brokerName }),
    }),
    enabled: mayRead,
    retry: false,
  })
  const [first] = data?.items ?? []
  if (!data || !first) return null
  const isCritical =
    first.state === 'FIRING' && first.severity === 'CRITICAL' && !first.silencedBy && !first.inhibitedBy
  return (
    <Strip tone={isCritical ? 'critical' : first.severity === 'INFO' ? 'info' : 'warning'} icon="bell" className="mb-2">
      <span className="font-medium">{t('firing', { count: data.total })}</span>
      <ul className="mt-1 grid gap-1">
        {data.items.slice(0, SHOWN).map((alarm) => (
          <li key={alarm.instanceId} className="flex flex-wrap items-baseline gap-x-3">
            <AlarmPill alarm={alarm} />
            <Link href={incidentHref(clusterId, alarm.instanceId)}>{alarm.ruleName}</Link>
            <ValueAndLimit alarm={alarm} />
          </li>
        ))}
      </ul>
      {data.total > SHOWN && <span className="text-12 text-fg-2">{t('more', { count: data.total - SHOWN })}</span>}
    </Strip>
  )
}
