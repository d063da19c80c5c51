import { createServer } from 'node:http'
import net from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { ConnectError, ProtocolError, RequestTimeoutError } from '../errors.ts'
import { absurdLength, garbage, halfFrame, httpAnswer, reply, silence } from '../testing/fake-answers.ts'
import { FakeBroker } from '../testing/fake-broker.ts'
import { Pool, type PoolOptions } from './pool.ts'

const CODE = 30
const cleanUps: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function startBroker(...options: Parameters<typeof FakeBroker.start>): Promise<FakeBroker> {
  const broker = await FakeBroker.start(...options)
  cleanUps.push(() => broker.stop())
  return broker
}

function startListening(server: net.Server): Promise<string> {
  cleanUps.push(() => server.close())
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
    })
  })
}

function open(options: PoolOptions = {}): Pool {
  const pool = new Pool(options)
  cleanUps.push(() => pool.close())
  return pool
}

/** Asks once; hands back the error. */
async function failure(address: string, options: PoolOptions & { timeoutMs?: number } = {}): Promise<unknown> {
  const { timeoutMs = 5_000, ...poolOptions } = options
  const request = { code: CODE, extFields: {}, body: Buffer.alloc(0) }
  return open(poolOptions)
    .send(address, 'admin', request, { timeoutMs, isWrite: false })
    .then(
      () => 'no error',
      (error: unknown) => error,
    )
}

describe('no way to the server', () => {
  it.each(['', 'broker', 'broker:0', ':9876', 'broker:99999'])('refuses to dial %j', async (address) => {
    expect(await failure(address)).toBeInstanceOf(ConnectError)
  })

  it('names a host that cannot be resolved', async () => {
    const error = await failure('no-such-host.invalid:9876')
    expect(error).toBeInstanceOf(ConnectError)
    expect(error).toMatchObject({ address: 'no-such-host.invalid:9876' })
  })

  it('says so when the port refuses', async () => {
    const broker = await FakeBroker.start()
    const { address } = broker
    await broker.stop()
    const error = await failure(address)
    expect(error).toBeInstanceOf(ConnectError)
    expect(error).toMatchObject({ address, message: `Cannot connect to ${address}: connection refused` })
  })

  it('fails all that waited for the same connection', async () => {
    const broker = await FakeBroker.start()
    const { address } = broker
    await broker.stop()
    const pool = open()
    const request = { code: CODE, extFields: {}, body: Buffer.alloc(0) }
    const options = { timeoutMs: 5_000, isWrite: false }
    const results = await Promise.allSettled([1, 2, 3].map(() => pool.send(address, 'admin', request, options)))
    expect(results.map((result) => result.status === 'rejected' && result.reason.name)).toEqual([
      'ConnectError',
      'ConnectError',
      'ConnectError',
    ])
  })
})

describe('a server that is no broker', () => {
  it('is recognised as a web server by its answer', async () => {
    const broker = await startBroker({ [CODE]: httpAnswer })
    const error = await failure(broker.address)
    expect(error).toBeInstanceOf(ProtocolError)
    expect(error).toMatchObject({
      address: broker.address,
      requestCode: CODE,
      detail: expect.stringMatching(/web server/),
    })
  })

  it('is recognised as a web server: one of Node itself', async () => {
    const server = createServer((_, response) => response.end('hello'))
    const error = await failure(await startListening(server))
    expect(error).toMatchObject({ name: 'ProtocolError', detail: expect.stringMatching(/web server/) })
  })

  it('is given up at the deadline when it accepts and says nothing', async () => {
    const broker = await startBroker({ [CODE]: silence })
    const error = await failure(broker.address, { timeoutMs: 50 })
    expect(error).toBeInstanceOf(RequestTimeoutError)
    expect(error).toMatchObject({ address: broker.address, requestCode: CODE, timeoutMs: 50, wasSent: true })
  })

  it('is given up when it greets first, as SSH and SMTP do', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {})
      socket.end('SSH-2.0-OpenSSH_9.6\r\n')
    })
    const error = await failure(await startListening(server))
    expect(error).toMatchObject({ name: 'ProtocolError', address: expect.stringContaining('127.0.0.1') })
  })
})

describe('bytes that cannot be read', () => {
  it.each([
    ['an absurd length', absurdLength],
    ['a header that is none', garbage],
  ])('%s ends that connection and what was in flight on it, nothing else', async (_, answer) => {
    const broker = await startBroker({ [CODE]: answer, 31: silence, 32: reply() })
    const pool = open()
    const send = (code: number, kind: 'admin' | 'bulk') =>
      pool.send(
        broker.address,
        kind,
        { code, extFields: {}, body: Buffer.alloc(0) },
        { timeoutMs: 5_000, isWrite: false },
      )
    const waiting = send(31, 'admin')
    const elsewhere = send(32, 'bulk')
    await broker.received(1, 31)
    await expect(send(CODE, 'admin')).rejects.toMatchObject({ name: 'ProtocolError', requestCode: CODE })
    await expect(waiting).rejects.toMatchObject({ name: 'ProtocolError', requestCode: 31 })
    await elsewhere
    expect((await send(32, 'admin')).command.code).toBe(0)
  })

  it('refuses a frame longer than the limit before it is read', async () => {
    const broker = await startBroker({ [CODE]: reply({ body: Buffer.alloc(100_000) }) })
    const error = await failure(broker.address, { maxFrameBytes: 50_000 })
    expect(error).toMatchObject({ name: 'ProtocolError', detail: expect.stringMatching(/^Frame length/) })
  })

  it('takes half a frame and the end for a closed connection', async () => {
    const broker = await startBroker({ [CODE]: halfFrame({ body: 'never whole' }) })
    expect(await failure(broker.address)).toMatchObject({ name: 'ConnectionClosedError', wasSent: true })
  })

  it('takes half a frame and silence for no answer', async () => {
    const broker = await startBroker({ [CODE]: halfFrame({ body: 'never whole' }, 'silence') })
    expect(await failure(broker.address, { timeoutMs: 50 })).toBeInstanceOf(RequestTimeoutError)
  })
})

describe('TLS', () => {
  const request = { code: CODE, extFields: {}, body: Buffer.alloc(0) }
  const options = { timeoutMs: 5_000, isWrite: false }

  it.each([
    ['accepting any certificate', { verify: false }],
    ['knowing the CA', { verify: true, ca: FakeBroker.certificate }],
    ['knowing the CA and another name', { verify: true, ca: FakeBroker.certificate, serverName: 'localhost' }],
  ])('works %s', async (_, tls) => {
    const broker = await startBroker({ [CODE]: reply({ remark: 'sealed' }) }, { tls: true })
    const { command } = await open({ tls }).send(broker.address, 'admin', request, options)
    expect(command.remark).toBe('sealed')
  })

  it.each([
    ['a certificate that nobody vouches for', { verify: true }],
    ['a certificate of another name', { verify: true, ca: FakeBroker.certificate, serverName: 'other.example' }],
  ])('refuses %s', async (_, tls) => {
    const broker = await startBroker({ [CODE]: reply() }, { tls: true })
    const error = await failure(broker.address, { tls })
    expect(error).toMatchObject({ name: 'ConnectError', message: expect.stringContaining('TLS: ') })
    expect(broker.requests).toEqual([])
  })

  it('refuses settings that are no certificates', async () => {
    const broker = await startBroker({}, { tls: true })
    const error = await failure(broker.address, { tls: { verify: true, certificate: 'not PEM', key: 'not PEM' } })
    expect(error).toMatchObject({ name: 'ConnectError', address: broker.address })
  })

  it('tells when we speak it and the server does not', async () => {
    const broker = await startBroker({ [CODE]: reply() })
    const error = await failure(broker.address, { tls: { verify: false } })
    expect(error).toMatchObject({ name: 'ConnectError', message: expect.stringMatching(/TLS/) })
  })

  it('tells when the server speaks it and we do not', async () => {
    const alert = Buffer.from('15030100020246', 'hex')
    const error = await failure(await startListening(net.createServer((socket) => socket.write(alert))))
    expect(error).toMatchObject({ name: 'ProtocolError', detail: expect.stringMatching(/speaks TLS/) })
  })

  it('is closed when the server speaks it, we do not, and the server drops us without a word', async () => {
    const broker = await startBroker({ [CODE]: reply() }, { tls: true })
    expect(await failure(broker.address)).toMatchObject({ name: 'ConnectionClosedError', address: broker.address })
  })

  it('gives up a handshake that is never answered after the time for connecting', async () => {
    const address = await startListening(net.createServer(() => {}))
    const error = await failure(address, { tls: { verify: false }, connectTimeoutMs: 50 })
    expect(error).toMatchObject({ name: 'ConnectError', message: expect.stringMatching(/within 50 ms/) })
  })
})
