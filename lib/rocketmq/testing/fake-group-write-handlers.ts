import { toGroupConfig } from '../admin/group-config.ts'
import type { Command } from '../codec/command.ts'
import { RequestCode } from '../request-code.ts'
import { getAllSubscriptionGroupConfig } from '../requests/get-all-subscriptiongroup-config.ts'
import { ResponseCode } from '../response-code.ts'
import { type Answer, refuse, reply } from './fake-answers.ts'
import type { Handlers } from './fake-broker.ts'
import type { FakeStore } from './fake-store.ts'

/** What a real broker does with groups that are written or deleted. */
export function groupWriteHandlers(store: FakeStore): Handlers {
  return {
    [RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP]: (request) => putGroup(store, request),
    [RequestCode.DELETE_SUBSCRIPTIONGROUP]: ({ extFields }) => deleteGroup(store, extFields),
    [RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN]: ({ extFields }) => forbidTopic(store, extFields),
  }
}

const knownMembers = new Set([
  'groupName',
  'consumeEnable',
  'consumeFromMinEnable',
  'consumeBroadcastEnable',
  'consumeMessageOrderly',
  'retryQueueNums',
  'retryMaxTimes',
  'brokerId',
  'whichBrokerWhenConsumeSlowly',
  'notifyConsumerIdsChangedEnable',
  'groupSysFlag',
  'consumeTimeoutMinute',
  'groupRetryPolicy',
  'attributes',
])

/** Replaces everything but the attributes, which are changes (AttributeUtil.alterCurrentAttributes). */
function putGroup(store: FakeStore, { body }: Command): Answer {
  const members: Record<string, unknown> = JSON.parse(body.toString())
  const { attributes: changes, ...sent } = members
  const withDefaults = { retryQueueNums: 1, retryMaxTimes: 16, consumeTimeoutMinute: 15, ...sent, attributes: {} }
  const text = JSON.stringify({ subscriptionGroupTable: { group: withDefaults } })
  const [decoded] = getAllSubscriptionGroupConfig.decode({ code: 0, extFields: {}, body: Buffer.from(text) })
  if (!decoded) return refuse(ResponseCode.SYSTEM_ERROR, 'no group')
  const { groupName } = decoded
  const held = store.groups.get(groupName)
  const attributes = { ...held?.config?.attributes }
  for (const [key, value] of Object.entries(changes ?? {})) {
    if (key.startsWith('+')) attributes[key.slice(1)] = String(value)
    else if (key.startsWith('-') && held) delete attributes[key.slice(1)]
    else return refuse(ResponseCode.SYSTEM_ERROR, `wrong format key: ${key.slice(1)}`)
  }
  const extraMembers = Object.fromEntries(Object.entries(sent).filter(([name]) => !knownMembers.has(name)))
  // What is forbidden stands in a table of its own; any write of a config writes all of them down.
  const forbiddenTopics = held?.config?.forbiddenTopics ?? []
  store.putGroup({
    ...held,
    groupName,
    config: { ...toGroupConfig(decoded), attributes, forbiddenTopics },
    extraMembers,
  })
  store.forbiddenOnDisk.set(groupName, forbiddenTopics)
  return reply()
}

/** As every version to 5.3.3 does: allowing one topic allows all of the group, and is forgotten at the next start. */
function forbidTopic(store: FakeStore, { group = '', topic = '', readable }: Record<string, string>): Answer {
  const held = store.groups.get(group)
  const forbidden = held?.config?.forbiddenTopics ?? []
  const put = (forbiddenTopics: readonly string[]) => {
    if (held?.config) store.putGroup({ ...held, config: { ...held.config, forbiddenTopics } })
  }
  if (readable === 'true') put([])
  if (readable === 'false') {
    const forbiddenTopics = [...new Set([...forbidden, topic])].sort()
    put(forbiddenTopics)
    store.forbiddenOnDisk.set(group, forbiddenTopics)
  }
  const isForbidden = store.groups.get(group)?.config?.forbiddenTopics.includes(topic) ?? false
  return reply({ body: JSON.stringify({ group, topic, readable: !isForbidden }) })
}

/** Offsets go with the settings where either version's field says so. */
function deleteGroup(store: FakeStore, { groupName = '', cleanOffset, removeOffset }: Record<string, string>): Answer {
  const held = store.groups.get(groupName)
  if (!held) return reply()
  const offsets = cleanOffset === 'true' || removeOffset === 'true' ? {} : held.offsets
  if (held.clients.length === 0 && Object.keys(offsets).length === 0) store.groups.delete(groupName)
  else store.putGroup({ ...held, groupName, config: null, offsets })
  return reply()
}
