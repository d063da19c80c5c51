import { describe, expect, it } from 'vitest'
import { toConfigChange } from '#lib/groups/group-settings.ts'
import { updateSubGroupCommand } from '#lib/groups/mqadmin-command.ts'
import {
  DEFAULT_GROUP_SETTINGS,
  DEFAULT_RETRY_POLICY,
  type Group,
  type GroupBrokerConfig,
  NewGroup,
} from '#lib/groups/schema.ts'
import { durationText, parseDuration } from './duration-text.ts'
import {
  checkGroupName,
  draftLikeGroup,
  emptyGroupDraft,
  isComplete,
  settingsDraftOf,
  toGroupPatch,
  toNewGroup,
} from './group-draft.ts'
import { createGroupCommand } from './mqadmin-command.ts'

const config = {
  brokerName: 'broker-a',
  consumeEnable: true,
  consumeFromMinEnable: false,
  consumeBroadcastEnable: true,
  consumeMessageOrderly: true,
  retryQueueNums: 2,
  retryMaxTimes: 5,
  brokerId: 0,
  whichBrokerWhenConsumeSlowly: 1,
  notifyConsumerIdsChangedEnable: true,
  consumeTimeoutMinute: 30,
  retryPolicy: { type: 'FIXED', intervalMs: 20_000 },
} as GroupBrokerConfig
const group = {
  groupName: 'pay%bill',
  namespace: 'pay',
  configs: [config],
  remark: null,
  labels: { a: '1' },
  owner: 'team',
  deletionProtection: false,
} as unknown as Group

describe('durations', () => {
  it.each([
    ['10s', 10_000],
    ['500ms', 500],
    ['2h', 7_200_000],
    [' 5 M ', 300_000],
  ])('reads %o', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })
  it.each(['', '10', 's', '1.5s', '-1s', '1d'])('does not read %o', (text) => expect(parseDuration(text)).toBeNull())
  it.each([
    [0, '0ms'],
    [1_500, '1500ms'],
    [60_000, '1m'],
    [90_000, '90s'],
    [7_200_000, '2h'],
  ])('writes %d', (ms, text) => {
    expect(durationText(ms)).toBe(text)
  })
})

it('creates like another group: everything but its name', () => {
  const body = toNewGroup({ ...draftLikeGroup(group, false), name: 'other' })
  expect(body).toMatchObject({
    groupName: 'pay%other',
    isOrdered: true,
    maxRetries: 5,
    retryPolicy: { type: 'FIXED', intervalMs: 20_000 },
    consumeTimeoutMinute: 30,
    labels: { a: '1' },
    owner: 'team',
  })
  expect(NewGroup.safeParse(body).success).toBe(true)
})

it('leaves RocketMQ’s own retry policy out of a new group, and sends it to one that had another', () => {
  expect(toNewGroup({ ...emptyGroupDraft('', false), name: 'abc' })).not.toHaveProperty('retryPolicy')
  const before = { ...settingsDraftOf(group), remark: '', labels: [], owner: '', deletionProtection: false }
  expect(toGroupPatch(before, { ...before, policy: 'DEFAULT' }).settings).toEqual({ retryPolicy: DEFAULT_RETRY_POLICY })
})

it('sends what was edited and nothing else', () => {
  const before = { ...settingsDraftOf(group), remark: '', labels: ['a=1'], owner: 'team', deletionProtection: false }
  expect(toGroupPatch(before, { ...before })).toEqual({ settings: {}, metadata: {} })
  expect(toGroupPatch(before, { ...before, maxRetries: 9, owner: ' ' })).toEqual({
    settings: { maxRetries: 9 },
    metadata: { owner: null },
  })
})

it('is incomplete without a number or with a duration that is none', () => {
  const draft = emptyGroupDraft('', false)
  expect(isComplete(draft)).toBe(true)
  expect(isComplete({ ...draft, maxRetries: null })).toBe(false)
  expect(isComplete({ ...draft, policy: 'TIERED', delays: [] })).toBe(false)
  expect(isComplete({ ...draft, policy: 'FIXED', interval: 'soon' })).toBe(false)
})

it.each([
  ['ab', false, true, false],
  ['abc', true, true, false],
  ['a'.repeat(70), true, true, true],
  ['a b', false, true, false],
])('judges the name %o', (name, isWellFormed, isShortEnough, isLong) => {
  expect(checkGroupName({ namespace: '', name })).toMatchObject({ isWellFormed, isShortEnough, isLong })
})

it('shows the same mqadmin line before as the API says after', () => {
  const body = toNewGroup({ ...draftLikeGroup(group, false), name: 'other', consumeTimeoutMinute: 15 })
  const { groupName } = body
  const whole = { groupName, ...toConfigChange({ ...DEFAULT_GROUP_SETTINGS, ...body }) }
  const [ours, theirs] = [
    createGroupCommand(['a:1', 'b:2'], [{ clusterName: 'c' }], body),
    updateSubGroupCommand(['a:1', 'b:2'], [{ clusterName: 'c' }], whole),
  ]
  expect(ours).toBe(theirs)
  expect(createGroupCommand(['a:1'], [{ clusterName: 'c' }], { ...body, consumeTimeoutMinute: 30 })).toBeNull()
})
