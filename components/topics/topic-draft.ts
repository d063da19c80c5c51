import {
  CreatableTopicType,
  DEFAULT_QUEUES_PER_BROKER,
  type DeletedTopic,
  type NewTopic,
  NewTopicName,
  type Topic,
  type TopicBrokerConfig,
  topicLimits,
} from '#lib/topics/schema.ts'
import { fromLabels, toLabels } from './labels.ts'

/** Where a new topic goes; with one clusterName or chosen brokers, those are named. */
export type Where =
  | { kind: 'all' }
  | { kind: 'clusterName'; clusterName: string }
  | { kind: 'brokers'; brokerNames: string[] }

/** The dialog's input as it is typed. */
export interface TopicDraft {
  namespace: string
  name: string
  type: CreatableTopicType
  queuesPerBroker: number | null
  where: Where
  permission: 'RW' | 'R' | 'W'
  isOrdered: boolean
  cleanupPolicy: 'DELETE' | 'COMPACTION'
  queueType: 'SimpleCQ' | 'BatchCQ'
  remark: string
  labels: string[]
  owner: string
  deletionProtection: boolean
}

export const emptyDraft = (namespace: string, isProduction: boolean): TopicDraft => ({
  namespace,
  name: '',
  type: 'NORMAL',
  queuesPerBroker: DEFAULT_QUEUES_PER_BROKER,
  where: { kind: 'all' },
  permission: 'RW',
  isOrdered: false,
  cleanupPolicy: 'DELETE',
  queueType: 'SimpleCQ',
  remark: '',
  labels: [],
  owner: '',
  deletionProtection: isProduction,
})

/** A name with a `%` of its own says its namespace itself. */
export const fullNameOf = ({ namespace, name }: Pick<TopicDraft, 'namespace' | 'name'>): string =>
  name.includes('%') || namespace === '' ? name : `${namespace}%${name}`

/** What is behind the namespace. */
export const shortNameOf = (fullName: string): string => fullName.slice(fullName.indexOf('%') + 1)

export interface NameCheck {
  fullName: string
  isWellFormed: boolean
  isShortEnough: boolean
}

/** What can be said of a name without asking anybody. */
export function checkName(draft: Pick<TopicDraft, 'namespace' | 'name'>): NameCheck {
  const fullName = fullNameOf(draft)
  const isShortEnough = fullName.length <= topicLimits.nameCharactersMax
  // A name that is only too long is well formed: each rule judges one thing.
  const judged = isShortEnough ? fullName : draft.name
  return { fullName, isWellFormed: draft.name !== '' && NewTopicName.safeParse(judged).success, isShortEnough }
}

/** What goes to the API. Attributes at their default are left out: brokers before 5.0 know none. */
export function toNewTopic(draft: TopicDraft): NewTopic {
  const { where, remark, owner } = draft
  return {
    topicName: fullNameOf(draft),
    type: draft.type,
    queuesPerBroker: draft.queuesPerBroker ?? 0, // refused by the schema, which says why under the field
    permission: draft.permission,
    isOrdered: draft.isOrdered,
    ...(where.kind === 'clusterName' && { clusterNames: [where.clusterName] }),
    ...(where.kind === 'brokers' && { brokerNames: where.brokerNames }),
    ...(draft.cleanupPolicy !== 'DELETE' && { cleanupPolicy: draft.cleanupPolicy }),
    ...(draft.queueType !== 'SimpleCQ' && { queueType: draft.queueType }),
    ...(remark.trim() !== '' && { remark: remark.trim() }),
    ...(draft.labels.length > 0 && { labels: toLabels(draft.labels) }),
    ...(owner.trim() !== '' && { owner: owner.trim() }),
    deletionProtection: draft.deletionProtection,
  }
}

/** How an existing topic is held by a broker, in the words of the dialog. */
export function likeConfig(
  config: TopicBrokerConfig,
): Pick<TopicDraft, 'type' | 'queuesPerBroker' | 'permission' | 'isOrdered' | 'cleanupPolicy' | 'queueType'> {
  const { attributes, perm } = config
  const type = CreatableTopicType.safeParse(attributes['message.type'])
  return {
    type: type.success ? type.data : 'NORMAL',
    queuesPerBroker: config.writeQueueNums,
    permission: perm === 'R' || perm === 'W' ? perm : 'RW',
    isOrdered: config.order,
    cleanupPolicy: attributes['cleanup.policy'] === 'COMPACTION' ? 'COMPACTION' : 'DELETE',
    queueType: attributes['queue.type'] === 'BatchCQ' ? 'BatchCQ' : 'SimpleCQ',
  }
}

/**
 * A deleted topic, its name included, where it was.
 *
 * @param masters brokerNames of now: what is gone cannot take it, and a topic that was everywhere goes everywhere
 */
export function draftAgain(deleted: DeletedTopic, masters: readonly string[]): TopicDraft {
  const { topicName, type, queuesPerBroker, permission, isOrdered, cleanupPolicy, queueType, deletionProtection } =
    deleted
  const brokerNames = masters.filter((name) => deleted.brokerNames.includes(name))
  const wasEverywhere = brokerNames.length === masters.length
  return {
    // The name says its namespace itself.
    ...{ namespace: '', name: topicName, type, queuesPerBroker, permission, isOrdered, cleanupPolicy, queueType },
    where: wasEverywhere || brokerNames.length === 0 ? { kind: 'all' } : { kind: 'brokers', brokerNames },
    remark: deleted.remark ?? '',
    labels: fromLabels(deleted.labels),
    owner: deleted.owner ?? '',
    deletionProtection,
  }
}

/** Everything of another topic but its name. */
export function draftLike(topic: Topic, config: TopicBrokerConfig | undefined, isProduction: boolean): TopicDraft {
  return {
    ...emptyDraft(topic.namespace ?? '', isProduction),
    ...(config && likeConfig(config)),
    remark: topic.remark ?? '',
    labels: fromLabels(topic.labels),
    owner: topic.owner ?? '',
    deletionProtection: topic.deletionProtection || isProduction,
  }
}
