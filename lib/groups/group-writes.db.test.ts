import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { NewAlarmRule } from '#lib/alarms/rule-schema.ts'
import { createAlarmRule } from '#lib/alarms/write-rule.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import type { ClusterInput } from '#lib/clusters/schema.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { AppError } from '#lib/errors.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { refuse, reply, silence } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { createSavedView } from '#lib/saved-views/create-saved-view.ts'
import { NewSavedView } from '#lib/saved-views/schema.ts'
import { type Context, workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { adoptGroup } from './adopt-group.ts'
import { type CreateGroupInput, createGroup } from './create-group.ts'
import { type DeleteGroupInput, deleteGroup } from './delete-group.ts'
import { getGroup } from './get-group.ts'
import { getGroupImpact } from './get-group-impact.ts'
import { listGroups } from './list-groups.ts'
import { GroupPatch, NewGroup } from './schema.ts'
import { switchConsume } from './switch-consume.ts'
import { updateGroup } from './update-group.ts'

useDatabase()
afterAll(closeAllClusters)

const worker = () => workerContext(new AbortController().signal)
const WRITE = RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP
const writesOf = (fake: FakeCluster) => fake.brokers.map(({ server }) => server.countOf(WRITE))

async function registered(options: FakeClusterOptions = {}, parts: Partial<ClusterInput> = {}) {
  const fake = await startFakeCluster({ brokers: 2, ...options })
  onTestFinished(() => fake.stop())
  const cluster = await registerCluster({ nameServers: fake.nameServers, requestTimeoutMs: 500, ...parts })
  return { fake, clusterId: cluster.clusterId }
}

const newGroup = (clusterId: string, parts: Partial<CreateGroupInput> = {}): CreateGroupInput => ({
  clusterId,
  groupName: 'billing',
  ...parts,
})
const held = (fake: FakeCluster, brokerName: string, groupName = 'billing') =>
  fake.broker(brokerName).store.groups.get(groupName)
async function failure(attempt: Promise<unknown>): Promise<AppError> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw new Error('It did not fail as it should', { cause: error })
}
const audits = async (clusterId: string) =>
  (
    await db().auditEvent.findMany({
      where: { clusterId, targetKind: 'group' },
      include: { outcome: true },
      orderBy: { sequence: 'asc' },
    })
  ).map(({ action, outcome, request, targetName }) => ({ action, outcome: outcome?.outcome, request, targetName }))

describe('create', () => {
  it('G-1: writes to every master and to no slave, and the next list has it', async () => {
    const { fake, clusterId } = await registered({ slaves: true })
    const [nameServer] = fake.nameServers
    const result = await createGroup(
      worker(),
      newGroup(clusterId, {
        maxRetries: 5,
        isOrdered: true,
        consumeEnable: false,
        remark: 'r',
        labels: { a: '1' },
        owner: 'team',
      }),
    )
    expect(result).toMatchObject({
      done: [{ target: fake.broker('broker-a').address }, { target: fake.broker('broker-b').address }],
      failed: [],
      unknown: [],
      resource: {
        groupName: 'billing',
        maxRetries: 5,
        isOrdered: true,
        consumeEnable: false,
        remark: 'r',
        isDeclared: true,
      },
      command: `sh mqadmin updateSubGroup -n ${nameServer} -c DefaultCluster -g billing -s false -m true -d true -o true -q 1 -r 5 -i 0 -w 1 -a true`,
    })
    expect(writesOf(fake)).toEqual([1, 1, 0, 0])
    expect(held(fake, 'broker-b')?.config).toMatchObject({
      retryMaxTimes: 5,
      consumeMessageOrderly: true,
      consumeEnable: false,
    })
    const { items } = await listGroups(worker(), { clusterId, page: 1, pageSize: 50 })
    expect(items.map(({ groupName }) => groupName)).toEqual(['billing'])
    expect(await audits(clusterId)).toMatchObject([
      { action: 'group.create', outcome: 'SUCCESS', targetName: 'billing', request: { command: result.command } },
    ])
  })

  it('writes each kind of retry policy as brokers keep it, and reads it back the same', async () => {
    const { fake, clusterId } = await registered()
    const policies: NonNullable<NewGroup['retryPolicy']>[] = [
      { type: 'TIERED', delaysMs: [10_000, 30_000] },
      { type: 'EXPONENTIAL', initialMs: 1_000, maxMs: 60_000, multiplier: 3 },
      { type: 'FIXED', intervalMs: 20_000 },
    ]
    for (const retryPolicy of policies) {
      const groupName = `g-${retryPolicy.type}`
      const { resource } = await createGroup(worker(), newGroup(clusterId, { groupName, retryPolicy }))
      expect(resource?.retryPolicy).toEqual(retryPolicy)
    }
    expect(held(fake, 'broker-a', 'g-TIERED')?.config?.retryPolicy).toEqual({
      type: 'CUSTOMIZED',
      nextMs: [1_000, 5_000, 10_000, 30_000],
    })
    expect(held(fake, 'broker-a', 'g-FIXED')?.config?.retryPolicy).toEqual({
      type: 'EXPONENTIAL',
      initialMs: 20_000,
      maxMs: 20_000,
      multiplier: 1,
    })
  })

  it.each([
    'ab',
    'a b',
    'a|b',
    '%RETRY%g',
    'a%b%c',
    '',
    'ns%',
    'ns%ab',
    'ü-group',
    'a'.repeat(101),
    `${'n'.repeat(60)}%${'a'.repeat(60)}`,
  ])('G-1: refuses the name %o', (groupName) => expect(NewGroup.safeParse({ groupName }).success).toBe(false))

  it.each(['abc', 'a'.repeat(100), 'pay%bill_er-1'])('accepts the name %o', (groupName) =>
    expect(NewGroup.safeParse({ groupName }).success).toBe(true),
  )

  it('G-1: refuses 1001 retries and policies that make no sense, each at its field', () => {
    const refused = (parts: Record<string, unknown>) =>
      NewGroup.safeParse({ groupName: 'abc', ...parts }).error?.issues.map(({ path }) => path.join('.'))
    expect(refused({ maxRetries: 1_001 })).toEqual(['maxRetries'])
    expect(refused({ maxRetries: -1 })).toEqual(['maxRetries'])
    expect(refused({ retryQueueNums: 17 })).toEqual(['retryQueueNums'])
    expect(refused({ consumeTimeoutMinute: 0 })).toEqual(['consumeTimeoutMinute'])
    expect(refused({ retryPolicy: { type: 'TIERED', delaysMs: [] } })).toEqual(['retryPolicy.delaysMs'])
    expect(refused({ retryPolicy: { type: 'EXPONENTIAL', initialMs: 5_000, maxMs: 1_000, multiplier: 2 } })).toEqual([
      'retryPolicy.maxMs',
    ])
    expect(refused({ maxRetries: 0, retryPolicy: { type: 'FIXED', intervalMs: 20_000 } })).toBeUndefined()
  })

  it('refuses what exists, and adds it to further masters with the same config only', async () => {
    const { fake, clusterId } = await registered()
    await createGroup(worker(), newGroup(clusterId, { brokerNames: ['broker-a'], maxRetries: 3 }))
    const everywhere = await failure(createGroup(worker(), newGroup(clusterId, { maxRetries: 3 })))
    expect(everywhere).toMatchObject({
      code: 'CONFLICT',
      facts: { extra: { existsOn: ['broker-a'], missingOn: ['broker-b'] } },
    })
    const other = await failure(createGroup(worker(), newGroup(clusterId, { brokerNames: ['broker-b'] })))
    expect(other).toMatchObject({ code: 'CONFLICT' })
    expect(writesOf(fake)).toEqual([1, 0])
    const added = await createGroup(worker(), newGroup(clusterId, { brokerNames: ['broker-b'], maxRetries: 3 }))
    expect(added.resource?.brokerNames).toEqual(['broker-a', 'broker-b'])
    expect(await failure(createGroup(worker(), newGroup(clusterId, { maxRetries: 3 })))).toMatchObject({
      code: 'CONFLICT',
    })
  })

  it('refuses names that RocketMQ keeps, and what a broker before 5.0 would silently ignore', async () => {
    const { fake, clusterId } = await registered()
    fake
      .broker('broker-b')
      .server.on(RequestCode.GET_BROKER_RUNTIME_INFO, reply({ body: '{"table":{}}', version: 407 }))
    expect(await failure(createGroup(worker(), newGroup(clusterId, { groupName: 'CID_RMQ_SYS_mine' })))).toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'body.groupName', rule: 'systemName' }] },
    })
    for (const parts of [
      { isOrdered: true },
      { consumeTimeoutMinute: 30 },
      { retryPolicy: { type: 'FIXED' as const, intervalMs: 20_000 } },
    ]) {
      expect(await failure(createGroup(worker(), newGroup(clusterId, parts)))).toMatchObject({
        code: 'NOT_SUPPORTED',
        facts: { neededVersion: '5.0.0' },
      })
    }
    expect(writesOf(fake)).toEqual([0, 0])
    await createGroup(worker(), newGroup(clusterId, { isOrdered: false, consumeTimeoutMinute: 15 }))
    expect(writesOf(fake)).toEqual([1, 1])
  })

  it('says what each master did, and sends a write once', async () => {
    const { fake, clusterId } = await registered()
    fake.broker('broker-a').server.on(WRITE, refuse(ResponseCode.NO_PERMISSION, 'no rights'))
    fake.broker('broker-b').server.on(WRITE, silence)
    const error = await failure(createGroup(worker(), newGroup(clusterId)))
    expect(error).toMatchObject({
      code: 'CLUSTER_TIMEOUT',
      facts: { extra: { failed: [{ error: { broker: { remark: 'no rights' } } }], unknown: [{}] } },
    })
    expect(writesOf(fake)).toEqual([1, 1])
    expect(await audits(clusterId)).toMatchObject([{ outcome: 'UNKNOWN' }])
  })

  it('protects what is made in production; refuses a reader and a read-only cluster', async () => {
    const { fake, clusterId } = await registered({}, { environment: 'production' })
    const { resource } = await createGroup(worker(), newGroup(clusterId))
    expect(resource?.deletionProtection).toBe(true)
    const readOnly = await registerCluster({ nameServers: fake.nameServers, readOnly: true })
    expect(await failure(createGroup(worker(), newGroup(readOnly.clusterId, { groupName: 'other' })))).toMatchObject({
      code: 'READ_ONLY',
    })
    const viewer = await (await makePerson('viewer')).context()
    for (const attempt of [
      createGroup(viewer, newGroup(clusterId, { groupName: 'other' })),
      updateGroup(viewer, { clusterId, groupName: 'billing', maxRetries: 1 }),
      adoptGroup(viewer, { clusterId, groupName: 'billing' }),
      switchConsume(viewer, { clusterId, groupName: 'billing', enabled: false }),
      deleteGroup(viewer, { clusterId, groupName: 'billing', confirm: 'billing', force: true }),
    ]) {
      expect(await failure(attempt)).toMatchObject({ code: 'FORBIDDEN' })
    }
    expect(writesOf(fake)).toEqual([1, 1])
  })
})

const PLANTED = {
  groupName: 'billing',
  config: {
    retryMaxTimes: 3,
    retryPolicy: { type: 'EXPONENTIAL' as const, initialMs: 1_000, maxMs: 9_000, multiplier: 2 },
    attributes: { 'lite.bind.topic': 'parent' },
    groupSysFlag: 4,
  },
  extraMembers: { subscriptionDataSet: [{ topic: 'orders', version: 7 }], futureMember: 'kept' },
}

describe('update', () => {
  it('G-2: changes what is asked for and keeps policy, attributes and unknown members of each master', async () => {
    const { fake, clusterId } = await registered({ groups: [PLANTED] })
    fake.broker('broker-b').store.putGroup({ ...PLANTED, config: { ...PLANTED.config, brokerId: 1 } })
    const before = await getGroup(worker(), { clusterId, groupName: 'billing' })
    const result = await updateGroup(worker(), {
      clusterId,
      groupName: 'billing',
      maxRetries: 7,
      revision: before.revision,
    })
    expect(result).toMatchObject({ done: [{}, {}], resource: { maxRetries: 7, isDeclared: false } })
    expect(result.command.split('\n')).toHaveLength(2)
    for (const [brokerName, brokerId] of [
      ['broker-a', 0],
      ['broker-b', 1],
    ] as const) {
      const { config, extraMembers } = held(fake, brokerName) ?? {}
      expect(config).toMatchObject({ ...PLANTED.config, retryMaxTimes: 7, brokerId })
      expect(extraMembers).toEqual(PLANTED.extraMembers)
    }
    expect(await audits(clusterId)).toMatchObject([{ action: 'group.update', outcome: 'SUCCESS' }])
  })

  it('metadata alone touches no broker, and declares', async () => {
    const { fake, clusterId } = await registered({ groups: [PLANTED] })
    const { revision } = await getGroup(worker(), { clusterId, groupName: 'billing' })
    const result = await updateGroup(worker(), {
      clusterId,
      groupName: 'billing',
      remark: 'mine',
      deletionProtection: true,
      revision,
    })
    expect(result).toMatchObject({ done: [], failed: [], unknown: [], resource: { remark: 'mine', isDeclared: true } })
    expect(writesOf(fake)).toEqual([0, 0])
    expect(
      await failure(updateGroup(worker(), { clusterId, groupName: 'billing', remark: 'late', revision })),
    ).toMatchObject({
      code: 'CONFLICT',
    })
  })

  it('refuses a revision that is older than the config of a broker', async () => {
    const { fake, clusterId } = await registered({ groups: [PLANTED] })
    const { revision } = await getGroup(worker(), { clusterId, groupName: 'billing' })
    fake.broker('broker-b').store.putGroup({ ...PLANTED, config: { ...PLANTED.config, retryMaxTimes: 4 } })
    expect(
      await failure(updateGroup(worker(), { clusterId, groupName: 'billing', maxRetries: 9, revision })),
    ).toMatchObject({
      code: 'CONFLICT',
    })
    expect(writesOf(fake)).toEqual([0, 0])
  })

  it('does not write where it cannot read, and says so', async () => {
    const { fake, clusterId } = await registered({ groups: [PLANTED] })
    await getGroup(worker(), { clusterId, groupName: 'billing' })
    fake.broker('broker-b').server.on(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG, silence)
    const result = await updateGroup(worker(), { clusterId, groupName: 'billing', maxRetries: 7, remark: 'r' })
    expect(result).toMatchObject({
      done: [{ target: fake.broker('broker-a').address }],
      failed: [{ target: fake.broker('broker-b').address }],
      resource: { remark: 'r' },
    })
    expect(writesOf(fake)).toEqual([1, 0])
  })

  it('refuses system groups and groups without a config', async () => {
    const { fake, clusterId } = await registered({
      groups: [{ groupName: 'TOOLS_CONSUMER' }, { groupName: 'orphan', config: null, offsets: { orders: { 0: 1n } } }],
    })
    expect(
      await failure(updateGroup(worker(), { clusterId, groupName: 'TOOLS_CONSUMER', maxRetries: 1 })),
    ).toMatchObject({ code: 'INVALID_INPUT' })
    expect(await failure(updateGroup(worker(), { clusterId, groupName: 'nobody', maxRetries: 1 }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(writesOf(fake)).toEqual([0, 0])
    expect(GroupPatch.safeParse({ groupName: 'other' }).success).toBe(false)
  })

  it('adopts once', async () => {
    const { clusterId } = await registered({ groups: [PLANTED] })
    expect(await adoptGroup(worker(), { clusterId, groupName: 'billing', owner: 'team' })).toMatchObject({
      owner: 'team',
      isDeclared: true,
    })
    expect(await failure(adoptGroup(worker(), { clusterId, groupName: 'billing' }))).toMatchObject({ code: 'CONFLICT' })
  })
})

describe('consume switch', () => {
  it('G-11: off everywhere with all else kept, who and when from the audit, and on again', async () => {
    const { fake, clusterId } = await registered({ groups: [PLANTED] })
    const off = await switchConsume(worker(), { clusterId, groupName: 'billing', enabled: false })
    expect(off.resource).toMatchObject({
      consumeEnable: false,
      flags: expect.arrayContaining(['OFF']),
      consumeOff: { by: worker().actor.name },
    })
    expect(held(fake, 'broker-b')).toMatchObject({
      config: { ...PLANTED.config, consumeEnable: false },
      extraMembers: PLANTED.extraMembers,
    })
    await updateGroup(worker(), { clusterId, groupName: 'billing', maxRetries: 4 })
    expect((await getGroup(worker(), { clusterId, groupName: 'billing' })).consumeOff).toMatchObject({
      by: worker().actor.name,
    })
    const on = await switchConsume(worker(), { clusterId, groupName: 'billing', enabled: true })
    expect(on.resource).toMatchObject({ consumeEnable: true, consumeOff: null })
    // Switched off by another tool: nobody here did it.
    fake.broker('broker-a').store.putGroup({ ...PLANTED, config: { ...PLANTED.config, consumeEnable: false } })
    const { resource } = await updateGroup(worker(), { clusterId, groupName: 'billing', maxRetries: 5 })
    expect(resource).toMatchObject({ consumeEnable: false, consumeOff: null })
    expect((await audits(clusterId)).map(({ action, outcome }) => [action, outcome])).toEqual([
      ['group.consume-switch', 'SUCCESS'],
      ['group.update', 'SUCCESS'],
      ['group.consume-switch', 'SUCCESS'],
      ['group.update', 'SUCCESS'],
    ])
  })
})

describe('a broker without a master', () => {
  it('is written to by nobody, which is said; its slave would forget it', async () => {
    const { fake, clusterId } = await registered({ slaves: true, groups: [PLANTED] })
    const slave = fake.brokers.find(({ brokerName, brokerId }) => brokerName === 'broker-b' && brokerId === 1)
    const [gone] = fake.brokers.splice(fake.brokers.indexOf(fake.broker('broker-b')), 1)
    onTestFinished(() => gone?.server.stop())
    const left = { done: [{ target: fake.broker('broker-a').address }], failed: [{ target: slave?.address }] }
    expect(await switchConsume(worker(), { clusterId, groupName: 'billing', enabled: false })).toMatchObject(left)
    const deleted = await deleteGroup(worker(), { clusterId, groupName: 'billing', confirm: 'billing', force: true })
    expect(deleted).toMatchObject(left)
    expect(writesOf(fake)).toEqual([1, 0, 0])
    expect(slave?.server.countOf(RequestCode.DELETE_SUBSCRIPTIONGROUP)).toBe(0)
  })
})

describe('delete', () => {
  const retry = '%RETRY%billing'
  const dlq = '%DLQ%billing'
  const full = {
    topics: ['orders', retry, '%RETRY%billing+orders', dlq, '%RETRY%billing2'],
    groups: [{ ...PLANTED, offsets: { orders: { 0: 5n, 1: 6n } } }, { groupName: 'billing2' }],
  }
  const all = (clusterId: string, parts: Partial<DeleteGroupInput> = {}): DeleteGroupInput => ({
    clusterId,
    groupName: 'billing',
    confirm: 'billing',
    ...parts,
  })
  const deletions = (fake: FakeCluster) =>
    [RequestCode.DELETE_SUBSCRIPTIONGROUP, RequestCode.DELETE_TOPIC_IN_BROKER].map((code) =>
      fake.brokers.reduce((sum, { server }) => sum + server.countOf(code), 0),
    )

  it('G-21: keeps the offsets as a snapshot, then deletes config, offsets, topics and routes everywhere', async () => {
    const { fake, clusterId } = await registered(full)
    await adoptGroup(worker(), { clusterId, groupName: 'billing', owner: 'team' })
    const result = await deleteGroup(worker(), all(clusterId))
    if ('dryRun' in result) throw new Error('it was no dry run')
    expect(result).toMatchObject({ failed: [], unknown: [], reappearedOn: [] })
    expect(result.steps.map(({ step, name, done }) => [step, name, done.length])).toEqual([
      ['SNAPSHOT', 'billing', 2],
      ['DELETE_GROUP', 'billing', 2],
      ['DELETE_TOPIC', dlq, 2],
      ['DELETE_ROUTE', dlq, 1],
      ['DELETE_TOPIC', retry, 2],
      ['DELETE_ROUTE', retry, 1],
      ['DELETE_TOPIC', '%RETRY%billing+orders', 2],
      ['DELETE_ROUTE', '%RETRY%billing+orders', 1],
    ])
    for (const brokerName of ['broker-a', 'broker-b']) {
      expect(held(fake, brokerName)).toBeUndefined()
      expect([...fake.broker(brokerName).store.configs.keys()]).toEqual(['orders', '%RETRY%billing2'])
    }
    const snapshot = await db().offsetSnapshot.findUnique({ where: { snapshotId: result.snapshotId ?? '' } })
    expect(snapshot).toMatchObject({ groupName: 'billing', why: 'DELETE' })
    expect(snapshot?.offsets).toHaveLength(4)
    expect((await getMetadata(clusterId, 'group')).size).toBe(0)
    expect(
      (await listGroups(worker(), { clusterId, page: 1, pageSize: 50 })).items.map(({ groupName }) => groupName),
    ).toEqual(['billing2'])
    expect(await failure(deleteGroup(worker(), all(clusterId)))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await audits(clusterId)).toMatchObject([
      { action: 'group.adopt' },
      { action: 'group.delete', outcome: 'SUCCESS' },
    ])
  })

  it('names the alarm rules and the saved views that name it', async () => {
    const { clusterId } = await registered(full)
    const rule = {
      name: 'Billing is behind',
      clusters: { clusterIds: [clusterId] },
      selector: { names: ['billing'] },
      conditions: [{ metric: 'lag', operator: 'gt', thresholds: { warning: 100 } }],
    }
    await createAlarmRule(worker(), NewAlarmRule.parse(rule))
    const ann = await (await makePerson('operator')).context()
    const layout = { order: [], hidden: [], shown: [], pinned: [], widths: {} }
    const path = `/clusters/${clusterId}/clients`
    const view = { name: 'its clients', viewId: 'clients', path, query: 'group=billing', layout }
    await createSavedView(ann, NewSavedView.parse(view))
    const naming = async (ctx: Context) =>
      (await getGroupImpact(ctx, { clusterId, groupName: 'billing' })).effects
        .filter(({ kind }) => kind === 'rule' || kind === 'view')
        .map(({ kind, target }) => [kind, target])
    expect(await naming(ann)).toEqual([
      ['rule', 'Billing is behind'],
      ['view', 'its clients'],
    ])
    const ben = await (await makePerson('operator')).context()
    expect(await naming(ben)).toEqual([['rule', 'Billing is behind']])
  })

  it('G-21: asks for force while a client is online or dead letters would be lost, and touches nothing until then', async () => {
    const { fake, clusterId } = await registered({
      ...full,
      groups: [{ ...PLANTED, clients: ['10.0.0.1@1'], subscriptions: ['orders'] }],
      config: { autoCreateSubscriptionGroup: 'true' },
    })
    fake.broker('broker-b').putMessage({ topicName: dlq, body: 'dead' })
    fake.broker('broker-b').server.on(RequestCode.GET_BROKER_CONFIG, refuse(ResponseCode.NO_PERMISSION, 'no rights'))
    const impact = await getGroupImpact(worker(), { clusterId, groupName: 'billing' })
    expect(impact).toMatchObject({ dryRun: true, blockedBy: [], needsForce: true, confirm: 'billing' })
    expect(impact.effects.map(({ kind, target, count }) => [kind, target, count])).toEqual(
      expect.arrayContaining([
        ['clients', 'billing', 1n],
        ['autoCreate', 'broker-a', null],
        ['autoCreateUnknown', 'broker-b', null],
        ['deadLetterTopic', dlq, 1n],
        ['retryTopic', retry, 0n],
      ]),
    )
    expect(await failure(deleteGroup(worker(), all(clusterId)))).toMatchObject({
      code: 'CONFLICT',
      facts: { extra: { needsForce: true } },
    })
    expect(await deleteGroup(worker(), all(clusterId, { dryRun: true }))).toMatchObject({
      dryRun: true,
      needsForce: true,
    })
    expect(deletions(fake)).toEqual([0, 0])
    expect(await deleteGroup(worker(), all(clusterId, { force: true }))).toMatchObject({ failed: [], unknown: [] })
    expect(await audits(clusterId)).toMatchObject([{ outcome: 'FAILED' }, { outcome: 'SUCCESS' }])
  })

  it('G-21: refuses a protected group, a system group and a name that was not typed', async () => {
    const { fake, clusterId } = await registered({ ...full, groups: [...full.groups, { groupName: 'TOOLS_CONSUMER' }] })
    await adoptGroup(worker(), { clusterId, groupName: 'billing', deletionProtection: true })
    expect((await getGroupImpact(worker(), { clusterId, groupName: 'billing' })).blockedBy).toMatchObject([
      { code: 'PROTECTED' },
    ])
    expect(await failure(deleteGroup(worker(), all(clusterId, { force: true })))).toMatchObject({ code: 'PROTECTED' })
    await updateGroup(worker(), { clusterId, groupName: 'billing', deletionProtection: false })
    expect(await failure(deleteGroup(worker(), all(clusterId, { confirm: 'bill' })))).toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'query.confirm' }] },
    })
    const system = { groupName: 'TOOLS_CONSUMER', confirm: 'TOOLS_CONSUMER', force: true }
    expect(await failure(deleteGroup(worker(), all(clusterId, system)))).toMatchObject({ code: 'INVALID_INPUT' })
    expect(deletions(fake)).toEqual([0, 0])
  })

  it('keeps the topics that it is told to keep', async () => {
    const { fake, clusterId } = await registered(full)
    fake.broker('broker-a').putMessage({ topicName: dlq, body: 'dead' })
    await deleteGroup(worker(), all(clusterId, { deadLetters: false }))
    expect([...fake.broker('broker-a').store.configs.keys()]).toEqual(['orders', dlq, '%RETRY%billing2'])
  })

  it('G-21: a second deletion finishes what a broker left undone, and only then the metadata goes', async () => {
    const { fake, clusterId } = await registered(full)
    await adoptGroup(worker(), { clusterId, groupName: 'billing', owner: 'team' })
    const silent = fake.broker('broker-b').server
    silent.on(RequestCode.DELETE_SUBSCRIPTIONGROUP, refuse(ResponseCode.NO_PERMISSION, 'no rights'))
    const first = await deleteGroup(worker(), all(clusterId))
    expect(first).toMatchObject({
      done: [{ target: fake.broker('broker-a').address }],
      failed: [{ target: fake.broker('broker-b').address }],
    })
    // Where the group is, its topics stay.
    expect(fake.broker('broker-b').store.configs.has(retry)).toBe(true)
    expect(fake.broker('broker-a').store.configs.has(retry)).toBe(false)
    expect(fake.nameServer.countOf(RequestCode.DELETE_TOPIC_IN_NAMESRV)).toBe(0)
    expect((await getMetadata(clusterId, 'group')).has('billing')).toBe(true)
    expect(await audits(clusterId)).toMatchObject([{}, { action: 'group.delete', outcome: 'PARTIAL' }])

    silent.on(RequestCode.DELETE_SUBSCRIPTIONGROUP, ({ extFields }) => {
      fake.broker('broker-b').store.groups.delete(extFields.groupName ?? '')
      return refuse(ResponseCode.SUCCESS)
    })
    expect(await deleteGroup(worker(), all(clusterId))).toMatchObject({ failed: [], unknown: [] })
    expect([...fake.broker('broker-b').store.configs.keys()]).toEqual(['orders', '%RETRY%billing2'])
    expect((await getMetadata(clusterId, 'group')).has('billing')).toBe(false)
  })

  it('deletes nothing where the offsets could not be kept, and says nothing was done when that is everywhere', async () => {
    const { fake, clusterId } = await registered(full)
    for (const { server } of fake.brokers) server.on(RequestCode.GET_ALL_CONSUMER_OFFSET, silence)
    expect(await failure(deleteGroup(worker(), all(clusterId)))).toMatchObject({ code: 'CONFLICT' })
    const error = await failure(deleteGroup(worker(), all(clusterId, { force: true })))
    expect(error).toMatchObject({ code: 'CLUSTER_UNREACHABLE', facts: { extra: { failed: [{}, {}] } } })
    expect(deletions(fake)).toEqual([0, 0])
  })
})
