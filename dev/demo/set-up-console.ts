import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { NoticeReceivers } from '#dev/demo/notice-receivers.ts'
import type { RunningConsole } from '#dev/demo/start-console.ts'
import type { RunningCluster } from '#dev/rocketmq/running-cluster.ts'

interface Credentials {
  user: string
  password: string
}

export interface DemoSetUp extends Credentials {
  token: string
  clusterId: string
}

/** Sees what is in the namespace `demo`, and nothing else. */
export const viewer = { name: 'demo_viewer', permissionSet: 'viewer', scope: { namespaces: ['demo'] } }
const operator = { name: 'demo_operator', permissionSet: 'operator', scope: {} }

/** For everybody who sees the cluster: the topics of the shop, those with most traffic first. */
export const sharedView = {
  name: 'Shop at a glance',
  viewId: 'topics',
  query: 'owner=shop&sort=-inTps',
  layout: { order: [], hidden: [], shown: [], pinned: [], widths: {} },
  isShared: true,
}

/** A password of 128 bits that a terminal selects with a double click. */
const newPassword = () => randomBytes(16).toString('hex')

/** Calls the console's HTTP API as a script would: JSON in, JSON out, and the problem's own words when it refuses. */
async function request(
  console_: RunningConsole,
  method: string,
  apiPath: string,
  options: { body?: unknown; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${console_.url}/api/v1${apiPath}`, {
    method,
    headers: {
      origin: new URL(console_.url).origin,
      ...(options.body !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${apiPath} answered ${response.status}: ${text}`)
  return {
    body: text === '' ? null : JSON.parse(text),
    cookie: response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; '),
  }
}

/**
 * Makes the first administrator through the set-up API (or signs in again on a second run), a fresh token for the traffic, the
 * registration `demo`, channels to the demo's own receivers, a viewer of one namespace and an operator, and a shared view.
 */
export async function setUpConsole(options: {
  console: RunningConsole
  cluster: RunningCluster
  dataDir: string
  notices: NoticeReceivers
}): Promise<DemoSetUp> {
  const { console: running, cluster, dataDir, notices } = options
  // The second run must know the password of the first; only its owner can read the file.
  const credentialsFile = path.join(dataDir, 'demo-account.json')
  const stored = existsSync(credentialsFile) ? (JSON.parse(readFileSync(credentialsFile, 'utf8')) as Credentials) : null
  const account = stored ?? { user: 'admin', password: newPassword() }
  let cookie: string
  const { ok: isSetUpOpen } = await fetch(`${running.url}/api/v1/setup`)
  if (isSetUpOpen) {
    writeFileSync(credentialsFile, `${JSON.stringify(account)}\n`, { mode: 0o600 })
    const body = {
      code: await running.readSetupCode(),
      name: account.user,
      email: 'admin@demo.invalid',
      password: account.password,
      language: 'en',
      timeZone: 'UTC',
    }
    cookie = (await request(running, 'POST', '/setup', { body })).cookie
  } else {
    if (!stored)
      throw new Error(
        `The database in ${dataDir} has users already, and they were not made by the demo. Give another folder with --data.`,
      )
    cookie = (await request(running, 'POST', '/session', { body: { name: account.user, password: account.password } }))
      .cookie
  }
  const headers = { cookie }

  const registration = {
    name: 'demo',
    environment: 'development',
    nameServers: cluster.nameServers,
    proxies: cluster.proxies.map((proxy, i) => ({
      name: `proxy-${i + 1}`,
      grpc: proxy.grpc,
      remoting: proxy.remoting,
    })),
    credentials: cluster.admin,
    remark: 'RocketMQ of the demo, with its traffic',
    labels: { team: 'platform', purpose: 'demo' },
    owner: 'platform',
  }
  const existing = (await request(running, 'GET', '/clusters?q=demo', { headers })).body.items.find(
    (item: { name: string }) => item.name === 'demo',
  )
  let clusterId: string
  if (existing) {
    clusterId = existing.clusterId
    const { revision } = (await request(running, 'GET', `/clusters/${clusterId}`, { headers })).body
    const { nameServers, proxies, credentials } = registration
    await request(running, 'PATCH', `/clusters/${clusterId}`, {
      headers,
      body: { nameServers, proxies, credentials, revision },
    })
  } else {
    clusterId = (await request(running, 'POST', '/clusters', { headers, body: registration })).body.clusterId
  }

  await connectReceivers(running, headers, notices)

  const users = (await request(running, 'GET', '/users', { headers })).body.items as { name: string }[]
  for (const person of [viewer, operator]) {
    if (users.some((user) => user.name === person.name)) continue
    const firstPassword = newPassword()
    const body = {
      name: person.name,
      displayName: person.name,
      email: `${person.name}@demo.invalid`,
      password: firstPassword,
    }
    const { userId } = (await request(running, 'POST', '/users', { headers, body })).body
    const grant = {
      subject: { userId },
      permissionSet: person.permissionSet,
      scope: { clusters: { clusterIds: [clusterId] }, ...person.scope },
    }
    await request(running, 'POST', '/grants', { headers, body: grant })
    // Whoever got a password from an administrator has to choose another one first.
    const { cookie: own } = await request(running, 'POST', '/session', {
      body: { name: person.name, password: firstPassword },
    })
    await request(running, 'PUT', '/account/password', {
      headers: { cookie: own },
      body: { currentPassword: firstPassword, newPassword: account.password },
    })
  }

  const { items: views } = (await request(running, 'GET', '/saved-views?viewId=topics&pageSize=500', { headers }))
    .body as {
    items: { name: string }[]
  }
  if (!views.some(({ name }) => name === sharedView.name)) {
    const body = { ...sharedView, path: `/clusters/${clusterId}/topics` }
    await request(running, 'POST', '/saved-views', { headers, body })
  }

  const tokens = (await request(running, 'GET', '/tokens', { headers })).body.items as {
    tokenId: string
    name: string
  }[]
  for (const old of tokens.filter((token) => token.name === 'demo'))
    await request(running, 'DELETE', `/tokens/${old.tokenId}`, { headers })
  const tokenBody = {
    name: 'demo',
    permissionSet: 'admin',
    scope: { clusters: 'all' },
    expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  }
  const { token } = (await request(running, 'POST', '/tokens', { headers, body: tokenBody })).body
  return { ...account, token, clusterId }
}

/** Channels to the receivers of this run, whose ports are new each time. The default policy sends to both. */
async function connectReceivers(running: RunningConsole, headers: Record<string, string>, notices: NoticeReceivers) {
  const channels = (await request(running, 'GET', '/alarms/channels?pageSize=500', { headers })).body.items as {
    channelId: string
    name: string
  }[]
  const wanted = [
    { name: 'Demo webhook', config: { kind: 'WEBHOOK', url: notices.url } },
    {
      name: 'Demo mail',
      config: {
        kind: 'EMAIL',
        host: '127.0.0.1',
        port: notices.smtpPort,
        tls: 'NONE',
        from: 'apogee@demo.invalid',
        to: ['ops@demo.invalid'],
      },
    },
  ]
  for (const { name, config } of wanted) {
    const known = channels.find((channel) => channel.name === name)
    if (known) await request(running, 'PATCH', `/alarms/channels/${known.channelId}`, { headers, body: { config } })
    else await request(running, 'POST', '/alarms/channels', { headers, body: { name, config, inDefaultPolicy: true } })
  }
}
