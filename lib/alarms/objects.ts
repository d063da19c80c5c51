import { z } from 'zod'
import { isSystemGroup, splitNamespace, topicKind } from '#lib/rocketmq/codec/topic-name.ts'
import type { ClusterFacts } from './cluster-facts.ts'
import { matchesSelector } from './match-selector.ts'
import { seriesKey } from './read-windows.ts'
import type { Sight } from './rule-sight.ts'
import type { AlarmLevel, AlarmObject, AlarmSelector } from './schema.ts'

/** One thing that a rule may be about, with what selectors and notices know of it. */
export interface Candidate {
  object: AlarmObject
  /** `objectKey`, made once: rules by the hundred ask for it. */
  key: string
  /** The names under which its series are stored. */
  seriesKey: string
  /** Of the rule's selector: of topic×group and client that of the group. */
  name: string
  topicName: string | null
  namespace: string | null
  owner: string | null
  labels: Readonly<Record<string, string>>
  /** RocketMQ's own. */
  isSystem: boolean
}

const StoredLabels = z.record(z.string(), z.string()).catch({})

/** Identity of an object within its cluster: the same parts in the same order. */
export const objectKey = ({
  level,
  brokerName,
  address,
  namespace,
  topicName,
  groupName,
  clientId,
}: AlarmObject): string =>
  [level, brokerName, address, namespace, topicName, groupName, clientId].map((part) => part ?? '').join('\n')

/** All objects of a level that there are in a cluster now, in name order. */
export function candidatesOf(facts: ClusterFacts, level: AlarmLevel): Candidate[] {
  const held = listed.get(facts)?.get(level)
  if (held) return held
  const candidates = listCandidates(facts, level)
  const byLevel = listed.get(facts) ?? new Map<AlarmLevel, Candidate[]>()
  byLevel.set(level, candidates)
  listed.set(facts, byLevel)
  return candidates
}
/** Of one reading of facts, which several rules share. */
const listed = new WeakMap<ClusterFacts, Map<AlarmLevel, Candidate[]>>()

/** @param sees what is not seen is neither judged nor named nor counted */
export const matchingObjects = (
  facts: ClusterFacts,
  level: AlarmLevel,
  selector: AlarmSelector,
  sees: Sight,
): Candidate[] =>
  candidatesOf(facts, level).filter((candidate) => matchesSelector(selector, candidate) && sees(candidate.object))

function listCandidates(facts: ClusterFacts, level: AlarmLevel): Candidate[] {
  const { cluster, sample, nodes } = facts
  const clusterLabels = StoredLabels.parse(cluster.labels)
  const make = (object: AlarmObject, name: string, parts: Partial<Candidate> = {}): Candidate => ({
    object,
    key: objectKey(object),
    seriesKey: seriesKey(object),
    name,
    topicName: null,
    namespace: null,
    owner: cluster.owner,
    labels: clusterLabels,
    isSystem: false,
    ...parts,
  })
  /** Labels and owner of its own before those of its cluster. */
  const declared = (kind: 'topic' | 'group' | 'namespace', name: string): Partial<Candidate> => {
    const row = facts.metadata.get(`${kind} ${name}`)
    const own = row ? StoredLabels.parse(row.labels) : {}
    return { owner: row?.owner ?? cluster.owner, labels: { ...clusterLabels, ...own } }
  }
  const groups = [...(sample?.groups.values() ?? [])].filter(({ groupName }) => !groupName.includes('@'))
  const ofGroup = (groupName: string): Partial<Candidate> => ({
    ...declared('group', groupName),
    namespace: splitNamespace(groupName).namespace,
    isSystem: isSystemGroup(groupName),
  })
  const topics = [...(sample?.topics.keys() ?? [])].flatMap((topicName) => {
    const kind = topicKind(topicName, noTopics)
    return kind === 'RETRY' || kind === 'DLQ' ? [] : [{ topicName, isSystem: kind === 'SYSTEM' }]
  })
  switch (level) {
    case 'cluster':
      return [make({ level }, cluster.name)]
    case 'broker':
      return [
        ...new Set(
          nodes.flatMap(({ kind, brokerName }) => (kind === 'broker' && brokerName !== null ? [brokerName] : [])),
        ),
      ]
        .sort()
        .map((brokerName) => make({ level, brokerName }, brokerName))
    case 'node':
      return nodes.map(({ address, brokerName }) =>
        make({ level, address, ...(brokerName !== null && { brokerName }) }, address),
      )
    case 'namespace': {
      const names = new Set(
        [...topics.map(({ topicName }) => topicName), ...groups.map(({ groupName }) => groupName)].flatMap(
          (name) => splitNamespace(name).namespace ?? [],
        ),
      )
      return [...names]
        .sort()
        .map((namespace) => make({ level, namespace }, namespace, { ...declared('namespace', namespace), namespace }))
    }
    case 'topic':
      return topics.map(({ topicName, isSystem }) =>
        make({ level, topicName }, topicName, {
          ...declared('topic', topicName),
          topicName,
          namespace: splitNamespace(topicName).namespace,
          isSystem,
        }),
      )
    case 'group':
      return groups.map(({ groupName }) => make({ level, groupName }, groupName, ofGroup(groupName)))
    case 'groupTopic':
      return groups.flatMap(({ groupName, topics: of }) =>
        of
          .filter(({ kind }) => kind === 'SUBSCRIBED')
          .map(({ topicName }) =>
            make({ level, topicName, groupName }, groupName, { ...ofGroup(groupName), topicName }),
          ),
      )
    case 'client':
      return groups.flatMap(({ groupName, onlineClients }) =>
        onlineClients.map(({ clientId }) => make({ level, groupName, clientId }, groupName, ofGroup(groupName))),
      )
  }
}

const noTopics: ReadonlySet<string> = new Set()
