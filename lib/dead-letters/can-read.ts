import { permissionOf } from '#lib/rocketmq/admin/perm.ts'
import type { TopicRow } from '#lib/topics/topic-rows.ts'

/** May clients read a topic of this `perm`? Brokers before 4.9.2 make dead-letter topics that may be written only. */
export const canRead = (perm: number): boolean => ['RW', 'R'].includes(permissionOf(perm))

/** Brokers on which nobody can read the topic, for its permission forbids it. */
export const writeOnlyOn = (row: TopicRow | undefined): string[] =>
  (row?.brokers ?? []).filter(({ config }) => !canRead(config.perm)).map(({ server }) => server.brokerName)
