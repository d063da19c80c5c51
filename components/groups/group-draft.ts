import { fromLabels, toLabels } from '#components/topics/labels.ts'
import { fullNameOf, type Where } from '#components/topics/topic-draft.ts'
import {
  DEFAULT_GROUP_SETTINGS,
  DEFAULT_RETRY_POLICY,
  type Group,
  type GroupPatch,
  type GroupRetryPolicy,
  type GroupSettings,
  groupLimits,
  type NewGroup,
  NewGroupName,
} from '#lib/groups/schema.ts'
import { durationText, parseDuration } from './duration-text.ts'

/** DEFAULT: RocketMQ's own tiers. */
export type PolicyChoice = 'DEFAULT' | GroupRetryPolicy['type']

/** The settings as they are typed; durations as `10s`. Null: a number that was cleared. */
export interface SettingsDraft {
  isOrdered: boolean
  maxRetries: number | null
  policy: PolicyChoice
  delays: string[]
  initial: string
  max: string
  multiplier: number | null
  interval: string
  consumeEnable: boolean
  consumeBroadcastEnable: boolean
  consumeFromMinEnable: boolean
  retryQueueNums: number | null
  consumeTimeoutMinute: number | null
  brokerId: number | null
  whichBrokerWhenConsumeSlowly: number | null
  notifyConsumerIdsChangedEnable: boolean
}

interface MetadataDraft {
  remark: string
  labels: string[]
  owner: string
  deletionProtection: boolean
}

export interface GroupDraft extends SettingsDraft, MetadataDraft {
  namespace: string
  name: string
  where: Where
}

const emptySettings: SettingsDraft = {
  ...DEFAULT_GROUP_SETTINGS,
  policy: 'DEFAULT',
  delays: ['10s', '30s', '1m', '5m'],
  initial: '5s',
  max: '2h',
  multiplier: 2,
  interval: '20s',
}

export const emptyGroupDraft = (namespace: string, isProduction: boolean): GroupDraft => ({
  ...emptySettings,
  namespace,
  name: '',
  where: { kind: 'all' },
  remark: '',
  labels: [],
  owner: '',
  deletionProtection: isProduction,
})

/** The settings of a group that exists, as its first broker holds them. */
export function settingsDraftOf({ configs: [config] }: Pick<Group, 'configs'>): SettingsDraft {
  if (!config) return emptySettings
  return {
    ...emptySettings,
    isOrdered: config.consumeMessageOrderly,
    maxRetries: config.retryMaxTimes,
    ...policyDraft(config.retryPolicy),
    consumeEnable: config.consumeEnable,
    consumeBroadcastEnable: config.consumeBroadcastEnable,
    consumeFromMinEnable: config.consumeFromMinEnable,
    retryQueueNums: config.retryQueueNums,
    consumeTimeoutMinute: config.consumeTimeoutMinute ?? emptySettings.consumeTimeoutMinute,
    brokerId: config.brokerId,
    whichBrokerWhenConsumeSlowly: config.whichBrokerWhenConsumeSlowly,
    notifyConsumerIdsChangedEnable: config.notifyConsumerIdsChangedEnable,
  }
}

function policyDraft(policy: GroupRetryPolicy | null): Partial<SettingsDraft> {
  if (policy === null || isDefaultPolicy(policy)) return { policy: 'DEFAULT' }
  switch (policy.type) {
    case 'TIERED':
      return { policy: 'TIERED', delays: policy.delaysMs.map(durationText) }
    case 'EXPONENTIAL':
      return {
        policy: 'EXPONENTIAL',
        initial: durationText(policy.initialMs),
        max: durationText(policy.maxMs),
        multiplier: policy.multiplier,
      }
    case 'FIXED':
      return { policy: 'FIXED', interval: durationText(policy.intervalMs) }
  }
}

const isDefaultPolicy = (policy: GroupRetryPolicy) =>
  policy.type === 'TIERED' && policy.delaysMs.join() === DEFAULT_RETRY_POLICY.delaysMs.join()

export const metadataDraftOf = (group: Group): MetadataDraft => ({
  remark: group.remark ?? '',
  labels: fromLabels(group.labels),
  owner: group.owner ?? '',
  deletionProtection: group.deletionProtection,
})

/** Everything of another group but its name. */
export const draftLikeGroup = (group: Group, isProduction: boolean): GroupDraft => ({
  ...emptyGroupDraft(group.namespace ?? '', isProduction),
  ...settingsDraftOf(group),
  ...metadataDraftOf(group),
  deletionProtection: group.deletionProtection || isProduction,
})

/** Null while a part of it cannot be read. */
export function policyOf(draft: SettingsDraft): GroupRetryPolicy | null {
  switch (draft.policy) {
    case 'DEFAULT':
      return DEFAULT_RETRY_POLICY
    case 'TIERED': {
      const delaysMs = draft.delays.flatMap((text) => parseDuration(text) ?? [])
      return delaysMs.length === draft.delays.length && delaysMs.length > 0 ? { type: 'TIERED', delaysMs } : null
    }
    case 'EXPONENTIAL': {
      const [initialMs, maxMs] = [parseDuration(draft.initial), parseDuration(draft.max)]
      if (initialMs === null || maxMs === null || draft.multiplier === null) return null
      return { type: 'EXPONENTIAL', initialMs, maxMs, multiplier: draft.multiplier }
    }
    case 'FIXED': {
      const intervalMs = parseDuration(draft.interval)
      return intervalMs === null ? null : { type: 'FIXED', intervalMs }
    }
  }
}

/** Is every number there, and every duration one? What they may be, the schema says under the field. */
export const isComplete = (draft: SettingsDraft): boolean =>
  policyOf(draft) !== null &&
  [
    draft.maxRetries,
    draft.retryQueueNums,
    draft.consumeTimeoutMinute,
    draft.brokerId,
    draft.whichBrokerWhenConsumeSlowly,
  ].every((value) => value !== null)

/** All settings, as the API takes them. */
function settingsOf(draft: SettingsDraft): GroupSettings {
  const policy = policyOf(draft)
  return {
    isOrdered: draft.isOrdered,
    maxRetries: draft.maxRetries ?? undefined,
    ...(policy && { retryPolicy: policy }),
    consumeEnable: draft.consumeEnable,
    consumeBroadcastEnable: draft.consumeBroadcastEnable,
    consumeFromMinEnable: draft.consumeFromMinEnable,
    retryQueueNums: draft.retryQueueNums ?? undefined,
    consumeTimeoutMinute: draft.consumeTimeoutMinute ?? undefined,
    brokerId: draft.brokerId ?? undefined,
    whichBrokerWhenConsumeSlowly: draft.whichBrokerWhenConsumeSlowly ?? undefined,
    notifyConsumerIdsChangedEnable: draft.notifyConsumerIdsChangedEnable,
  }
}

/** Members that differ by their JSON: values of either are plain. */
function changedMembers<T extends object>(before: T, after: T): Partial<T> {
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof T]), // a key of both
  )
  return Object.fromEntries(changed) as Partial<T> // a part of `after`
}

/** What goes to the API to create it. RocketMQ's own retry policy is left out: brokers before 5.0 know none. */
export function toNewGroup(draft: GroupDraft): NewGroup {
  const { where, remark, owner, labels } = draft
  const { retryPolicy, ...settings } = settingsOf(draft)
  return {
    groupName: fullNameOf(draft),
    ...settings,
    ...(draft.policy !== 'DEFAULT' && retryPolicy && { retryPolicy }),
    ...(where.kind === 'clusterName' && { clusterNames: [where.clusterName] }),
    ...(where.kind === 'brokers' && { brokerNames: where.brokerNames }),
    ...(remark.trim() !== '' && { remark: remark.trim() }),
    ...(labels.length > 0 && { labels: toLabels(labels) }),
    ...(owner.trim() !== '' && { owner: owner.trim() }),
    deletionProtection: draft.deletionProtection,
  }
}

/** What goes to the API to change it: what was edited, and nothing else. */
export function toGroupPatch(
  before: SettingsDraft & MetadataDraft,
  after: SettingsDraft & MetadataDraft,
): { settings: GroupSettings; metadata: Omit<GroupPatch, keyof GroupSettings | 'revision'> } {
  return {
    settings: changedMembers(settingsOf(before), settingsOf(after)),
    metadata: changedMembers(metadataOf(before), metadataOf(after)),
  }
}

const metadataOf = ({ remark, labels, owner, deletionProtection }: MetadataDraft) => ({
  remark: remark.trim() || null,
  labels: toLabels(labels),
  owner: owner.trim() || null,
  deletionProtection,
})

export interface GroupNameCheck {
  fullName: string
  isWellFormed: boolean
  isShortEnough: boolean
  /** Allowed, and hard to read elsewhere. */
  isLong: boolean
}

/** What can be said of a name without asking anybody. */
export function checkGroupName(draft: Pick<GroupDraft, 'namespace' | 'name'>): GroupNameCheck {
  const fullName = fullNameOf(draft)
  const isShortEnough = fullName.length <= groupLimits.nameCharactersMax
  // A name that is only too long is well formed: each rule judges one thing.
  const judged = isShortEnough ? fullName : draft.name
  return {
    fullName,
    isWellFormed: draft.name !== '' && NewGroupName.safeParse(judged).success,
    isShortEnough,
    isLong: isShortEnough && fullName.length > groupLimits.nameCharactersGood,
  }
}
