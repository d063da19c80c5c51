import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningCluster } from '#dev/rocketmq/running-cluster.ts'
import { startCluster } from '#dev/rocketmq/start-cluster.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { getAcl1Accounts } from './get-acl1-accounts.ts'
import { getAcl1WhiteList } from './get-acl1-white-list.ts'
import { getRoleSettings } from './get-role-settings.ts'
import { adminContext } from './testing/role-lab.ts'

useDatabase()
afterAll(() => closeAllClusters())

const secret = 'a-secret-of-1.0'
/** The first address lets the tests in without an account. */
const plainAcl = `globalWhiteRemoteAddresses:
- 127.0.0.1
- 10.10.103.*
accounts:
- accessKey: RocketMQ
  secretKey: ${secret}
  whiteRemoteAddress:
  admin: false
  defaultTopicPerm: DENY
  defaultGroupPerm: SUB
  topicPerms:
  - topicA=DENY
  - topicB=PUB|SUB
  groupPerms:
  - groupA=DENY
- accessKey: rocketmq2
  secretKey: ${secret}2
  whiteRemoteAddress: 192.168.1.*
  admin: true
`

describe.each(['4.9.7', '5.1.4'] as const)('RocketMQ %s with ACL 1.0', (version) => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'apogee-acl1-'))
  let cluster: RunningCluster
  let clusterId = ''

  beforeAll(async () => {
    cluster = await startCluster({ version, dir, masters: 1, slaves: 0, proxy: false, heapMb: 256 })
    const conf = path.join(dir, 'home', 'conf')
    writeFileSync(path.join(conf, 'plain_acl.yml'), plainAcl)
    appendFileSync(path.join(conf, 'broker-a.conf'), 'aclEnable=true\n')
    await cluster.restart('broker-a')
    clusterId = (await registerLab(cluster)).clusterId
  })
  afterAll(async () => {
    await cluster?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  it('R-16: accounts are those of plain_acl.yml, without secrets', async () => {
    const accounts = await getAcl1Accounts(adminContext(), { clusterId })
    expect(accounts.inForce).toBe('ACL1')
    expect(accounts.brokers.map(({ state }) => state)).toEqual(['READ'])
    expect(accounts.items).toMatchObject([
      {
        accessKey: 'RocketMQ',
        admin: false,
        whiteRemoteAddress: null,
        defaultTopicPerm: 'DENY',
        defaultGroupPerm: 'SUB',
        topicPerms: [
          { name: 'topicA', perm: 'DENY' },
          { name: 'topicB', perm: 'PUB|SUB' },
        ],
        groupPerms: [{ name: 'groupA', perm: 'DENY' }],
        isSameOnAll: true,
      },
      { accessKey: 'rocketmq2', admin: true, whiteRemoteAddress: '192.168.1.*', topicPerms: [], groupPerms: [] },
    ])
    expect(JSON.stringify(accounts)).not.toContain(secret)
    const { items } = await getAcl1WhiteList(adminContext(), { clusterId })
    expect(items.map(({ address, isOnAll }) => [address, isOnAll])).toEqual([
      ['127.0.0.1', true],
      ['10.10.103.*', true],
    ])
    expect(await getRoleSettings(adminContext(), { clusterId })).toMatchObject({ state: 'ACL1' })
  })
})
