import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { readListUser } from '#dev/rocketmq/mqadmin-roles.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { readLimits } from '#lib/clusters/get-limits.ts'
import { setLimits } from '#lib/clusters/set-limits.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { getJob } from '#lib/jobs/get-job.ts'
import { listJobItems } from '#lib/jobs/list-job-items.ts'
import { runJob } from '#lib/jobs/run-job.ts'
import type { BatchAnswer } from '#lib/jobs/schema.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'
import { jobKinds } from '#lib/worker/job-kinds.ts'
import { batchRoles } from './batch-roles.ts'
import { importRoles } from './import-roles.ts'
import { type ListRolesInput, listRoles } from './list-roles.ts'
import { adminContext, openRoleLab, type RoleLab } from './testing/role-lab.ts'

useDatabase()
const cluster = inject('lab')['5.5.0']
let lab: RoleLab
let admin: Person

beforeAll(async () => {
  lab = await openRoleLab(cluster)
  admin = await makePerson('admin')
})
afterAll(async () => {
  await lab.clean()
  closeAllClusters()
  await stopMqadmin()
})

async function finish(answer: BatchAnswer) {
  if ('dryRun' in answer) throw new Error('It was a dry run')
  await runJob(jobKinds, Number(answer.jobId), new AbortController().signal)
  const ctx = await admin.context()
  const key = { clusterId: lab.clusterId, jobId: answer.jobId }
  const { items } = await listJobItems(ctx, { ...key, page: 1, pageSize: 500 })
  return { job: await getJob(ctx, key), items }
}
const usersOnSlave = async () => {
  const slave = lab.servers.find(({ brokerId }) => brokerId > 0)?.address ?? ''
  return readListUser(await mqadmin(cluster, ['listUser', '-b', slave]))
}

it('R-15: of 100 lines the dry run names the 5 bad ones, the job has a result for each, and maxRoles holds', async () => {
  const { clusterId } = lab
  const name = (index: number) => lab.nameOf(`imp${index}`)
  const good = Array.from(
    { length: 95 },
    (_, index) => `${name(index)},TOPIC_AND_GROUP,Topic:orders=Pub+Sub;Group:g${index}=Sub,enabled,shop`,
  )
  const text = [
    'roleName,type,rows,status,owner',
    ...good,
    'a b,TOPIC_AND_GROUP,Topic:a=Pub,enabled,shop',
    `${name(96)},TOPIC_AND_GROUP,Topic:a=Delete,enabled,shop`,
    `${name(97)},SOMETHING,,enabled,shop`,
    `${name(98)},TOPIC_AND_GROUP,Group:g=Pub,enabled,shop`,
    `${name(0)},TOPIC_AND_GROUP,Topic:a=Pub,enabled,shop`,
  ].join('\n')
  const body = { clusterId, format: 'csv' as const, text, ratePerSecond: 200 }
  const told = await importRoles(await admin.context(), { ...body, dryRun: true })
  if (!('dryRun' in told)) throw new Error('It was started')
  expect(told.total).toBe(95)
  expect(told.lines?.map(({ line, status }) => [line, status])).toEqual(
    [97, 98, 99, 100, 101].map((line) => [line, 'INVALID']),
  )
  // Room for all but two.
  const before = await listRoles(adminContext(), { clusterId, page: 1, pageSize: 1 })
  const { revision: _, ...limits } = await readLimits(clusterId)
  await setLimits(adminContext(), { clusterId, ...limits, maxRoles: before.limit.used + 93 })
  const { job, items } = await finish(await importRoles(await admin.context(), body))
  expect(job).toMatchObject({ done: 93, failed: 2, skipped: 5, total: 100 })
  expect(items.filter(({ outcome }) => outcome === 'FAILED').map(({ code }) => code)).toEqual([
    'LIMIT_EXCEEDED',
    'LIMIT_EXCEEDED',
  ])
  const users = await usersOnSlave()
  expect(users.filter(([user]) => user?.startsWith('imp') && user.endsWith(lab.nameOf('')))).toHaveLength(93)
  await setLimits(adminContext(), { clusterId, ...limits })

  // The list as a file is an import that changes nothing.
  const { items: listed } = await listRoles(adminContext(), { clusterId, q: lab.nameOf('imp7'), page: 1, pageSize: 5 })
  const [item] = listed
  const line = JSON.stringify({ roleName: item?.roleName, type: item?.type, rows: item?.rows, status: item?.status })
  const same = await importRoles(await admin.context(), { clusterId, format: 'ndjson', text: line, dryRun: true })
  expect(same).toMatchObject({ total: 0, lines: [{ status: 'EXISTS_SAME' }] })

  // Many are disabled at once; our own account is left alone.
  const roleNames = [name(1), name(2), cluster.admin?.accessKey ?? '']
  const batch = { clusterId, action: 'disable' as const, roleNames }
  const preview = await batchRoles(await admin.context(), { ...batch, dryRun: true })
  if (!('dryRun' in preview)) throw new Error('It was started')
  expect(preview).toMatchObject({ total: 2, skipped: [{ target: roleNames[2], code: 'PROTECTED' }] })
  await finish(await batchRoles(await admin.context(), { ...batch, confirm: preview.confirm }))
  const disabled = (await usersOnSlave()).filter(
    ([user, , , status]) => user && roleNames.includes(user) && status === 'disable',
  )
  expect(disabled.map(([user]) => user).sort()).toEqual(roleNames.slice(0, 2).sort())
  // Some 1,500 requests and as many rows: a busy machine needs its time.
})

it('R-14: filters over 300 roles answer the prepared set within a second', async () => {
  const { clusterId, servers, live } = lab
  const name = (index: number) => lab.nameOf(`f${String(index).padStart(3, '0')}`)
  // Prepared past the console, as another one would have.
  for (const server of servers) {
    await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const username = name(index)
        const user = {
          username,
          password: '12345678',
          userType: 'Normal',
          userStatus: index % 10 === 0 ? 'disable' : 'enable',
        }
        expect(await live.admin.roles.createUser(server, user, { timeoutMs: 30_000 })).toMatchObject({ state: 'done' })
        const resource = index % 3 === 0 ? 'Topic:*' : `Topic:filter${index % 5}`
        const entry = { policyType: 'Custom', resource, actions: ['Pub'], sourceIps: [], decision: 'Allow' }
        if (index % 4 === 0) return
        const entries = [entry]
        await live.admin.roles.putPolicies(server, { username, entries, hasSome: false }, { timeoutMs: 30_000 })
      }),
    )
  }
  const all = Array.from({ length: 300 }, (_, index) => index)
  const cases: [Partial<ListRolesInput>, number[]][] = [
    [{ q: lab.nameOf('f*') }, all],
    [{ q: lab.nameOf('f01') }, []],
    [{ accessKey: 'f29', q: `*${lab.nameOf('')}` }, all.filter((index) => index >= 290)],
    [{ q: 'f*', status: ['disabled'] }, all.filter((index) => index % 10 === 0)],
    [{ q: 'f*', type: ['CLUSTER'] }, all.filter((index) => index % 4 !== 0 && index % 3 === 0)],
    [{ q: 'f*', type: ['NONE'] }, all.filter((index) => index % 4 === 0)],
    [
      { q: 'f*', produceTopic: 'filter2' },
      all.filter((index) => index % 4 !== 0 && index % 10 !== 0 && (index % 3 === 0 || index % 5 === 2)),
    ],
  ]
  for (const [filter, expected] of cases) {
    const before = process.cpuUsage()
    const { items } = await listRoles(adminContext(), { clusterId, page: 1, pageSize: 500, ...filter })
    // Of our own processor time: brokers and other tests may have the machine meanwhile.
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000, JSON.stringify(filter)).toBeLessThan(1_000)
    const ours = items.map(({ roleName }) => roleName).filter((roleName) => roleName.endsWith(lab.nameOf('')))
    expect(ours.sort(), JSON.stringify(filter)).toEqual(expected.map(name))
  }
})
