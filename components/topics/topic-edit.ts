import type { Topic, TopicBrokerConfig, TopicPatch } from '#lib/topics/schema.ts'
import { fromLabels, toLabels } from './labels.ts'

/** The edit dialog's input as it is typed. `KEEP`: each broker keeps what it has, for they differ or nobody may use it. */
export interface TopicEdit {
  queuesPerBroker: number | null
  permission: 'RW' | 'R' | 'W' | 'KEEP'
  isOrdered: boolean
  remark: string
  labels: string[]
  owner: string
  deletionProtection: boolean
}

export const emptyEdit: TopicEdit = {
  queuesPerBroker: null,
  permission: 'KEEP',
  isOrdered: false,
  remark: '',
  labels: [],
  owner: '',
  deletionProtection: false,
}

/** Below this, some broker would lose queues. */
export const mostQueues = (configs: readonly TopicBrokerConfig[]): number =>
  Math.max(1, ...configs.map(({ readQueueNums, writeQueueNums }) => Math.max(readQueueNums, writeQueueNums)))

export function toEdit(topic: Topic, configs: readonly TopicBrokerConfig[]): TopicEdit {
  const { permission } = topic
  return {
    queuesPerBroker: topic.queuesPerBroker ?? mostQueues(configs),
    permission: permission === 'RW' || permission === 'R' || permission === 'W' ? permission : 'KEEP',
    isOrdered: configs.length > 0 && configs.every(({ order }) => order),
    remark: topic.remark ?? '',
    labels: fromLabels(topic.labels),
    owner: topic.owner ?? '',
    deletionProtection: topic.deletionProtection,
  }
}

export const metadataOf = ({ remark, owner, labels, deletionProtection }: TopicEdit) => ({
  remark: remark.trim() || null,
  owner: owner.trim() || null,
  labels: toLabels(labels),
  deletionProtection,
})

/** Only what was changed: what nobody touched is nobody's wish, and a broker is not asked for it. */
export function toPatch(before: TopicEdit, after: TopicEdit): TopicPatch {
  const [held, wanted] = [metadataOf(before), metadataOf(after)]
  const isOther = (key: keyof typeof held) => JSON.stringify(held[key]) !== JSON.stringify(wanted[key])
  return {
    ...(after.queuesPerBroker !== before.queuesPerBroker &&
      after.queuesPerBroker !== null && { queuesPerBroker: after.queuesPerBroker }),
    ...(after.permission !== before.permission && after.permission !== 'KEEP' && { permission: after.permission }),
    ...(after.isOrdered !== before.isOrdered && { isOrdered: after.isOrdered }),
    ...(isOther('remark') && { remark: wanted.remark }),
    ...(isOther('owner') && { owner: wanted.owner }),
    ...(isOther('labels') && { labels: wanted.labels }),
    ...(isOther('deletionProtection') && { deletionProtection: wanted.deletionProtection }),
  }
}

type ConfigPatch = Pick<TopicPatch, 'queuesPerBroker' | 'permission' | 'isOrdered'>

/** The part that brokers are asked for; null when they are not. */
export function configPatch({ queuesPerBroker, permission, isOrdered }: TopicPatch): ConfigPatch | null {
  if (queuesPerBroker === undefined && permission === undefined && isOrdered === undefined) return null
  return {
    ...(queuesPerBroker !== undefined && { queuesPerBroker }),
    ...(permission && { permission }),
    ...(isOrdered !== undefined && { isOrdered }),
  }
}

/** Whether a broker holds what the patch wants of it. */
export function holdsPatch(config: TopicBrokerConfig, { queuesPerBroker, permission, isOrdered }: TopicPatch): boolean {
  if (queuesPerBroker !== undefined) {
    if (config.readQueueNums !== queuesPerBroker || config.writeQueueNums !== queuesPerBroker) return false
  }
  if (permission && config.perm !== permission) return false
  return isOrdered === undefined || config.order === isOrdered
}
