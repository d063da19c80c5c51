'use client'

import { NameCell } from '#components/data-table/name-cell.tsx'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { objectHref, objectName } from './alarm-href.ts'

/** What an alarm is about, as a link to its page. */
export function ObjectCell({ alarm }: { alarm: Pick<AlarmInstance, 'object' | 'clusterId' | 'clusterName'> }) {
  const { object, clusterId, clusterName } = alarm
  return <NameCell name={objectName(object) ?? clusterName} href={objectHref(clusterId, object)} />
}
