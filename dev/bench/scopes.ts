import { type BenchResult, ms, percentile, timeMs } from '#dev/bench/result.ts'
import type { Inventory } from '#lib/clusters/inventory.ts'
import { scopedInventory } from '#lib/clusters/scoped-inventory.ts'
import type { TopicConfig } from '#lib/rocketmq/admin/topics.ts'
import { topicRows } from '#lib/topics/topic-rows.ts'
import type { Context } from '#lib/users/context.ts'
import { nobody } from '#lib/users/context.ts'
import { readScopeOf } from '#lib/users/read-scope.ts'
import { nameMatcher, type ScopedObject } from '#lib/users/scope-match.ts'

const topicCount = 10_000
const rounds = 30

/** What a grant for single names adds to a list: the first look at a reading of the brokers, and each one after it. */
export async function benchScopes(): Promise<BenchResult[]> {
  const firstMs: number[] = []
  const nextMs: number[] = []
  const scope = { namespaces: ['pay', 'eu-*'], topics: ['pay%*_order_*', 'eu-*'], groups: ['pay%*'] }
  for (let round = 0; round < rounds; round++) {
    const inventory = makeInventory()
    const matches = nameMatcher(scope)
    const holds = (_clusterId: string, object: ScopedObject) => matches(object)
    const narrow = { key: 'bench', holds, wouldHold: holds }
    // Whoever sees all of it has looked before.
    topicRows(inventory)
    const look = () => topicRows(scopedInventory(inventory, readScopeOf(contextOf(narrow), 'rmq-aaaaaaaa'))).size
    firstMs.push(await timeMs(look))
    nextMs.push(await timeMs(look))
  }
  const first = percentile(firstMs, 0.5)
  const next = percentile(nextMs, 0.5)
  return [
    {
      what: `scope of names over ${topicCount.toLocaleString('en')} topics on 2 brokers, new reading`,
      figure: ms(first),
      goal: '< 10 ms',
      isMet: first < 10,
    },
    {
      what: 'the same, added to each list after it',
      figure: ms(next),
      goal: '< 10 ms',
      isMet: next < 10,
    },
  ]
}

function contextOf(narrow: NonNullable<Context['actor']['grants'][number]['narrow']>): Context {
  return {
    actor: {
      ...nobody(),
      grants: [
        {
          grantId: 'g',
          permissionSet: 'viewer',
          permissions: new Set(['topic:read', 'group:read'] as const),
          clusterIds: 'all',
          narrow,
          endsAt: null,
          scope: { clusters: 'all' },
        },
      ],
    },
    signal: new AbortController().signal,
    requestId: 'bench',
    address: null,
    agent: null,
    auditIds: [],
  }
}

function makeInventory(): Inventory {
  const names = Array.from({ length: topicCount }, (_, i) => {
    const namespace = ['pay', 'risk', 'eu-1', 'ops'][i % 4]
    return `${namespace}%team_order_${String(i).padStart(5, '0')}`
  })
  const configs = new Map(
    names.map((topicName): [string, TopicConfig] => [
      topicName,
      {
        topicName,
        readQueueNums: 8,
        writeQueueNums: 8,
        perm: 6,
        order: false,
        topicFilterType: 'SINGLE_TAG',
        topicSysFlag: 0,
        attributes: {},
        isStatic: false,
      },
    ]),
  )
  const broker = (brokerName: string, port: number) => {
    const address = `127.0.0.1:${port}`
    const server = { clusterName: 'c', brokerName, brokerId: 0, address, announcedAddress: address }
    return { brokerName, server, isStale: false, configs }
  }
  return {
    at: new Date(),
    readAt: new Map(),
    info: { clusterNames: ['c'], brokers: [] },
    topicConfigs: [broker('broker-a', 1), broker('broker-b', 2)],
    systemTopics: new Set(),
    partial: [],
    failure: null,
  }
}
