import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { endpoints } from '#lib/api/endpoints.ts'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { createClusterEndpoint, testNewClusterEndpoint, updateClusterEndpoint } from '#lib/clusters/api.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import type { ClusterInput, TestResult } from '#lib/clusters/schema.ts'
import { clusterInput, registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { env } from '#lib/env.ts'
import {
  createEventSubscriptionEndpoint,
  testEventSubscriptionEndpoint,
  updateEventSubscriptionEndpoint,
} from '#lib/events/api.ts'
import { createChannelEndpoint, testChannelEndpoint, updateChannelEndpoint } from '#lib/notifications/api.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { createProviderEndpoint, testProviderEndpoint, updateProviderEndpoint } from '#lib/sign-in/api.ts'
import { makePerson } from '#lib/users/testing/people.ts'

useDatabase()
afterAll(closeAllClusters)

const SECRET = 'what-only-the-console-reaches'
/** A web server of the inside. It answers everything with a secret, or sends on to where one is. */
interface Inside {
  port: number
  connections: number
  requests: number
  redirect: string | null
}
let inside: Inside
let server: Server
let admin: { token: string }

beforeAll(async () => {
  server = createServer((request, response) => {
    inside.requests += 1
    request.resume()
    if (inside.redirect !== null) response.writeHead(302, { location: inside.redirect }).end(SECRET)
    else response.end(SECRET)
  })
  server.on('connection', () => {
    inside.connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  inside = { port: (server.address() as AddressInfo).port, connections: 0, requests: 0, redirect: null } // it listens on TCP
  admin = await (await makePerson('admin')).makeToken()
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  Object.assign(inside, { connections: 0, requests: 0, redirect: null })
})

type Host = (host: string, port?: number) => string
const http: Host = (host, port = 8080) => `http://${host}:${port}/`
const bare: Host = (host) => host.replace(/[[\]]/g, '')

/** Where the console sends what people choose: never inside, unless APOGEE_EGRESS_ALLOW names it. By field, with all that has it. */
interface Sender {
  field: string
  at: Host
  create: Endpoint
  update: Endpoint
  test: Endpoint
  /** Name of its id in the path. */
  id: string
  body: (value: string, port: number) => object
}
const channel = (field: string, at: Host, body: Sender['body']): Sender => ({
  field,
  at,
  body,
  id: 'channelId',
  create: createChannelEndpoint,
  update: updateChannelEndpoint,
  test: testChannelEndpoint,
})
const provider = (field: string, at: Host, config: (value: string) => object): Sender => ({
  field,
  at,
  id: 'providerId',
  body: (value) => ({ config: config(value) }),
  create: createProviderEndpoint,
  update: updateProviderEndpoint,
  test: testProviderEndpoint,
})
const subscription = (field: string, at: Host, body: Sender['body']): Sender => ({
  field,
  at,
  body,
  id: 'subscriptionId',
  create: createEventSubscriptionEndpoint,
  update: updateEventSubscriptionEndpoint,
  test: testEventSubscriptionEndpoint,
})
const mail = { kind: 'EMAIL', tls: 'NONE', from: 'apogee@example.com', to: ['ops@example.com'] }
const robot = (kind: string, secrets: object = {}) =>
  channel('secrets.url', http, (url) => ({ config: { kind }, secrets: { url, ...secrets } }))
const senders: Sender[] = [
  channel('config.host', bare, (host, port) => ({ config: { ...mail, host, port } })),
  channel('config.url', http, (url) => ({ config: { kind: 'WEBHOOK', url } })),
  channel('config.url', http, (url) => ({ config: { kind: 'PAGERDUTY', url }, secrets: { routingKey: 'key' } })),
  channel('config.url', http, (url) => ({ config: { kind: 'ALERTMANAGER', url } })),
  channel('config.apiUrl', http, (apiUrl) => ({
    config: { kind: 'SLACK', apiUrl, channel: '#ops' },
    secrets: { botToken: 'token' },
  })),
  channel('config.apiUrl', http, (apiUrl) => ({
    config: { kind: 'TELEGRAM', apiUrl, chatId: '1' },
    secrets: { botToken: 'token' },
  })),
  robot('DINGTALK'),
  robot('WECOM'),
  robot('FEISHU'),
  robot('SLACK'),
  subscription('destination.url', http, (url) => ({
    destination: { kind: 'WEBHOOK', url },
    secrets: { hmacSecret: 'sixteen characters' },
  })),
  subscription('destination.host', bare, (host, port) => ({ destination: { kind: 'SYSLOG', host, port } })),
  provider('config.issuer', http, (issuer) => ({ kind: 'OIDC', issuer, clientId: 'apogee' })),
  provider(
    'config.url',
    (host, port = 636) => `ldaps://${host}:${port}`,
    (url) => ({ kind: 'LDAP', url, base: 'dc=example' }),
  ),
]

/** Where RocketMQ is, which by nature is inside: dialled for whoever may register clusters, and nothing of an answer is shown. */
const ofRegistrations = [
  'nameServers',
  'proxies.grpc',
  'proxies.remoting',
  'proxies.metricsUrl',
  'controllers',
  'metricsSource.urlTemplate',
  'metricsSource.overrides.*',
  'metricsSource.url',
  'addressMap.to',
]
/** Compared, matched, shown or stored, and never dialled by the console. */
const neverDialled = [
  'address',
  'addressMap.from',
  'allowedCidrs',
  'config.proxyCidrs',
  'file.rules.runbookUrl',
  'jsonPaths',
  'object.address',
  'path',
  'returnPath',
  'rule.jsonPaths',
  'rule.runbookUrl',
  'runbookUrl',
  'tls.serverName',
]

const looksLikeAddress =
  /url|uri(?!t)|host|issuer|addr|server|grpc|remoting|controllers|endpoint|overrides|proxy|cidr|path/i
/** Every field of a schema with its path; of a map the keys, where they are known. */
function fieldsOf(schema: unknown, path: string[] = [], within: unknown[] = []): [string, z.ZodType][] {
  if (!(schema instanceof z.ZodType) || within.includes(schema)) return []
  const go = (inner: unknown, step?: string) => fieldsOf(inner, step ? [...path, step] : path, [...within, schema])
  if (schema instanceof z.ZodObject) return Object.entries(schema.shape).flatMap(([key, inner]) => go(inner, key))
  if (schema instanceof z.ZodArray) return go(schema.element)
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => go(option))
  if (schema instanceof z.ZodRecord) {
    const { keyType, valueType } = schema
    const keys = keyType instanceof z.ZodEnum ? keyType.options.map(String) : ['*']
    return keys.flatMap((key) => go(valueType, key))
  }
  const { innerType, in: input } = schema._zod.def as { innerType?: unknown; in?: unknown } // what wrappers and codecs are made of
  return innerType || input ? go(innerType ?? input) : [[path.join('.'), schema]]
}

test('every address field of the API is in one of these lists', () => {
  const found = endpoints.flatMap(({ body, query }: Endpoint) => [...fieldsOf(body), ...fieldsOf(query)])
  const addresses = found.filter(
    ([path, schema]) =>
      looksLikeAddress.test(path) || (schema instanceof z.ZodString && 'format' in schema && schema.format === 'url'),
  )
  const listed = [...senders.map(({ field }) => field), ...ofRegistrations, ...neverDialled]
  expect([...new Set(addresses.map(([path]) => path))].toSorted()).toEqual([...new Set(listed)].toSorted())
})

let made = 0
async function send(endpoint: Endpoint, body: object, params: Record<string, string> = {}) {
  made += 1
  const isNew = endpoint.method === 'POST' && !endpoint.path.includes('{')
  const id = endpoint.path === '/api/v1/providers' && { providerId: `provider-${made}` }
  const types = endpoint.path === '/api/v1/event-subscriptions' && { types: ['audit'] }
  return callRoute(endpoint, {
    ...admin,
    params,
    body: { ...(isNew && { name: `sender ${made}` }), ...id, ...types, ...body },
  })
}
const pathOf = ({ field }: Sender) => `body.${field}`

describe.each(senders.map((sender) => [sender.create.path, sender.field, sender] as const))(
  'X-19 A-11: %s %s',
  (_path, _field, sender) => {
    const { at, create, update, test: tryIt, id, body } = sender
    const allow = (cidrs: string[]) => {
      const before = env().APOGEE_EGRESS_ALLOW.splice(0)
      env().APOGEE_EGRESS_ALLOW.push(...cidrs)
      onTestFinished(() => {
        env().APOGEE_EGRESS_ALLOW.splice(0, Number.POSITIVE_INFINITY, ...before)
      })
    }
    const idOf = async (response: Response) => {
      expect(response.status, await response.clone().text()).toBe(201)
      const { [id]: value } = (await response.json()) as Record<string, string>
      return { [id]: value ?? '' }
    }
    const tried = async (params: Record<string, string>) => {
      const input =
        sender.field === 'config.url' && create === createProviderEndpoint ? { name: 'kim', password: 'x' } : {}
      return (await send(tryIt, create === createChannelEndpoint ? { language: 'en' } : input, params)).text()
    }

    it('leads nowhere inside, neither new nor changed, however it is written', async () => {
      const outside = await idOf(await send(create, body(at('93.184.216.34'), 8080)))
      const hosts = ['127.0.0.1', '10.1.2.3', '169.254.169.254', '100.100.100.200', '168.63.129.16', 'localhost']
      for (const host of [...hosts, '2130706433', '0x7f.1', '0', '[::1]', '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]']) {
        for (const [endpoint, params] of [[create], [update, outside]] as const) {
          const response = await send(endpoint, body(at(host), 8080), params)
          expect([host, response.status]).toEqual([host, 400])
          const { fields } = (await response.json()) as { fields: object[] }
          expect([host, fields]).toEqual([host, [expect.objectContaining({ path: pathOf(sender), rule: 'egress' })]])
        }
      }
    })

    it('is looked at again when it is dialled', async () => {
      allow(['127.0.0.0/8'])
      const stored = await idOf(await send(create, body(at('127.0.0.1', inside.port), inside.port)))
      const byName = await idOf(await send(create, body(at('localhost', inside.port), inside.port)))
      await tried(stored)
      expect(inside.connections).toBeGreaterThan(0)
      inside.connections = 0
      env().APOGEE_EGRESS_ALLOW.splice(0)
      for (const params of [stored, byName]) expect(await tried(params)).not.toContain(SECRET)
      expect(inside.connections).toBe(0)
    })

    it('follows no redirect', async () => {
      allow(['127.0.0.0/8'])
      const stored = await idOf(await send(create, body(at('127.0.0.1', inside.port), inside.port)))
      inside.redirect = `http://127.0.0.1:${inside.port}/elsewhere`
      await tried(stored)
      expect(inside.requests).toBeLessThanOrEqual(1)
    })
  },
)

describe('a registration', () => {
  const address = () => `127.0.0.1:${inside.port}`
  const tested = async (parts: Partial<ClusterInput>) => {
    const response = await callRoute(testNewClusterEndpoint, { ...admin, body: clusterInput(parts) })
    expect(response.status, await response.clone().text()).toBe(200)
    const text = await response.text()
    expect(text).not.toContain(SECRET)
    return JSON.parse(text) as TestResult
  }
  const everywhere = (): Partial<ClusterInput> => ({
    nameServers: [address()],
    proxies: [{ name: 'p', grpc: address(), remoting: address(), metricsUrl: http('127.0.0.1', inside.port) }],
    controllers: [address()],
    addressMap: [{ from: '127.0.0.1', to: address() }],
    metricsSource: { kind: 'prometheus', url: http('127.0.0.1', inside.port), labels: {} },
  })

  it('X-19: opens no socket for who may not register or change one', async () => {
    const { clusterId } = await registerCluster()
    const scope = { clusters: { clusterIds: [clusterId] }, namespaces: ['pay'] }
    const people = [await makePerson('viewer'), await makePerson('operator'), await makePerson('admin', { scope })]
    for (const person of people) {
      const { token } = await person.makeToken()
      for (const [method, path] of [
        ['POST', '/api/v1/clusters'],
        ['POST', '/api/v1/clusters/test'],
        ['POST', '/api/v1/clusters/{clusterId}/test'],
        ['PATCH', '/api/v1/clusters/{clusterId}'],
      ] as const) {
        const body = path.includes('{') ? everywhere() : clusterInput(everywhere())
        const response = await callRoute({ method, path }, { token, params: { clusterId }, body })
        expect([path, response.status]).toEqual([path, 403])
      }
    }
    expect(inside.connections).toBe(0)
  })

  it('shows nothing of what answers where RocketMQ should be', async () => {
    const { ok, steps } = await tested(everywhere())
    expect(ok).toBe(false)
    expect(steps.length).toBeGreaterThan(5)
    expect(inside.connections).toBeGreaterThan(3)
    const created = await callRoute(createClusterEndpoint, { ...admin, body: clusterInput(everywhere()) })
    expect(await created.clone().text()).not.toContain(SECRET)
    const { clusterId } = (await created.json()) as { clusterId: string }
    for (const endpoint of endpoints as readonly Endpoint[]) {
      if (endpoint.method !== 'GET' || !/^\/api\/v1\/clusters\/\{clusterId\}(\/[a-z-]+){0,2}$/.test(endpoint.path))
        continue
      if (endpoint.responseTypes?.includes('text/event-stream')) continue
      const response = await callRoute(endpoint, { ...admin, params: { clusterId } })
      expect([endpoint.path, (await response.text()).includes(SECRET)]).toEqual([endpoint.path, false])
    }
    const patch = { metricsSource: { kind: 'none' } }
    expect((await callRoute(updateClusterEndpoint, { ...admin, params: { clusterId }, body: patch })).status).toBe(200)
  })

  it('asks for metrics on the hosts of its own nodes only, also while it is tried', async () => {
    const fake = await startFakeCluster()
    onTestFinished(() => fake.stop())
    const { nameServers } = fake
    const url = `http://localhost:${inside.port}/metrics`
    const broker = fake.broker('broker-a').address
    const sources: ClusterInput['metricsSource'][] = [
      { kind: 'exporter', urlTemplate: url, overrides: {} },
      { kind: 'exporter', urlTemplate: `http://localhost:${inside.port}/?{host}`, overrides: {} },
      { kind: 'exporter', urlTemplate: `http://{host}@localhost:${inside.port}/`, overrides: {} },
      { kind: 'exporter', urlTemplate: 'http://{host}:1/', overrides: { [broker]: url } },
    ]
    for (const metricsSource of sources) {
      const { steps } = await tested({ nameServers, metricsSource })
      expect(steps.filter(({ step }) => step === 'exporter')).toMatchObject([{ outcome: 'SKIPPED' }])
    }
    expect(inside.connections).toBe(0)
  })

  it('has no Prometheus where a cloud tells its machines what they are, and none behind a redirect', async () => {
    const stepOf = async (url: string) => {
      const { steps } = await tested({ metricsSource: { kind: 'prometheus', url, labels: {} } })
      return steps.find(({ step }) => step === 'exporter')?.detail
    }
    const hosts = ['169.254.169.254', '[::ffff:169.254.169.254]', '100.100.100.200', '168.63.129.16', '[fd00:ec2::254]']
    for (const host of hosts) expect(await stepOf(`http://${host}/latest`)).toContain('it is not dialled')
    inside.redirect = `http://127.0.0.1:${inside.port}/elsewhere`
    expect(await stepOf(http('127.0.0.1', inside.port))).toContain('answered 302')
    expect(inside.requests).toBe(1)
  })
})
