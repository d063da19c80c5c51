import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RequestTimeoutError } from '../errors.ts'
import { hangUp, inChunks, late, refuse, reply, silence, wrongOpaque } from '../testing/fake-answers.ts'
import { FakeBroker } from '../testing/fake-broker.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import type { Reply, SendOptions } from './call.ts'
import { Pool, type PoolOptions } from './pool.ts'

const CODE = 30
let broker: FakeBroker
const pools: Pool[] = []

function open(options: PoolOptions = {}): Pool {
  const pool = new Pool(options)
  pools.push(pool)
  return pool
}

function ask(pool: Pool, name: string, options: Partial<SendOptions> = {}): Promise<Reply> {
  const request = { code: CODE, extFields: { name }, body: Buffer.alloc(0) }
  return pool.send(broker.address, 'admin', request, { timeoutMs: 5_000, isWrite: false, ...options })
}

const names = () => broker.requests.map(({ extFields }) => extFields.name)
/** Answers each request with its own name. */
const echo = ({ extFields }: { extFields: Record<string, string> }) => reply({ remark: extFields.name ?? '' })

beforeEach(async () => {
  broker = await FakeBroker.start({ [CODE]: echo })
})

afterEach(async () => {
  for (const pool of pools.splice(0)) pool.close()
  await broker.stop()
})

describe('one connection', () => {
  it('carries many requests and gives each its own answer, whatever the order', async () => {
    const gates = new Map<string, () => void>()
    broker.on(CODE, (request) => {
      const name = request.extFields.name ?? ''
      return late(new Promise<void>((resolve) => gates.set(name, resolve)), echo(request))
    })
    const pool = open()
    const answers = ['a', 'b', 'c'].map((name) => ask(pool, name))
    await broker.received(3)
    for (const name of ['c', 'a', 'b']) gates.get(name)?.()
    expect((await Promise.all(answers)).map(({ command }) => command.remark)).toEqual(['a', 'b', 'c'])
    expect(broker.connectionCount).toBe(1)
  })

  it('is made for pulls apart from the one for admin requests', async () => {
    const pool = open()
    const request = { code: CODE, extFields: { name: 'bulk' }, body: Buffer.alloc(0) }
    await ask(pool, 'admin')
    await pool.send(broker.address, 'bulk', request, { timeoutMs: 5_000, isWrite: false })
    await ask(pool, 'admin again')
    expect(broker.connectionCount).toBe(2)
  })

  it('measures the round trip without the time to connect', async () => {
    const pool = open()
    const { roundTripMs } = await ask(pool, 'a')
    expect(roundTripMs).toBeGreaterThan(0)
  })

  it('reads an answer that comes in single bytes, and one of 4 MiB', async () => {
    const body = Buffer.alloc(4 * 1024 * 1024, 'x')
    const pool = open()
    broker.on(CODE, inChunks(1, { body: 'slow' }))
    expect((await ask(pool, 'a')).command.body.toString()).toBe('slow')
    broker.on(CODE, reply({ body }))
    expect((await ask(pool, 'b')).command.body.equals(body)).toBe(true)
  })

  it('sends a body of 4 MiB', async () => {
    const body = Buffer.alloc(4 * 1024 * 1024, 'y')
    const request = { code: CODE, extFields: {}, body }
    await open().send(broker.address, 'admin', request, { timeoutMs: 5_000, isWrite: true })
    expect(broker.requests[0]?.body.equals(body)).toBe(true)
  })

  it('answers a request of the server with "not supported", unless it is oneway', async () => {
    const pool = open()
    await ask(pool, 'a')
    broker.ask({ code: 40, opaque: 7, isOneway: true })
    broker.ask({ code: 40, opaque: 8 })
    await broker.until(() => broker.responses.length > 0)
    expect(broker.responses).toMatchObject([{ code: 3, opaque: 8 }])
    expect((await ask(pool, 'b')).command.remark).toBe('b')
    expect(broker.connectionCount).toBe(1)
  })

  it('closes when idle, and comes back when needed', async () => {
    const clock = new ManualClock()
    const pool = open({ clock })
    await ask(pool, 'a')
    clock.advance(59_000)
    expect(broker.openConnectionCount).toBe(1)
    await ask(pool, 'b')
    clock.advance(59_000)
    expect(broker.openConnectionCount).toBe(1)
    clock.advance(1_000)
    await broker.until(() => broker.openConnectionCount === 0)
    await ask(pool, 'c')
    expect(broker.connectionCount).toBe(2)
  })

  it('ends with the pool: what is under way fails as closed and sent, what comes later as not sent', async () => {
    broker.on(CODE, silence)
    const pool = open({ maxInFlight: 1 })
    const sent = ask(pool, 'sent')
    const waiting = ask(pool, 'waiting')
    await broker.received(1)
    pool.close()
    await expect(sent).rejects.toMatchObject({ name: 'ConnectionClosedError', wasSent: true })
    await expect(waiting).rejects.toMatchObject({ name: 'ConnectionClosedError', wasSent: false })
    await expect(ask(pool, 'late')).rejects.toMatchObject({ name: 'ConnectionClosedError', wasSent: false })
  })
})

describe('deadline and abort', () => {
  it('forgets a request at its deadline, drops the late reply and goes on', async () => {
    let release = () => {}
    broker.on(CODE, late(new Promise<void>((resolve) => (release = resolve)), reply({ remark: 'late' })))
    const pool = open()
    const error: unknown = await ask(pool, 'a', { timeoutMs: 30 }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(RequestTimeoutError)
    expect(error).toMatchObject({ address: broker.address, requestCode: CODE, wasSent: true, timeoutMs: 30 })
    broker.on(CODE, echo)
    release()
    expect((await ask(pool, 'b')).command.remark).toBe('b')
  })

  it('drops an answer to a request that was never made', async () => {
    broker.on(CODE, wrongOpaque({ remark: 'not yours' }))
    const pool = open()
    await expect(ask(pool, 'a', { timeoutMs: 30 })).rejects.toBeInstanceOf(RequestTimeoutError)
    broker.on(CODE, echo)
    expect((await ask(pool, 'b')).command.remark).toBe('b')
    expect(broker.connectionCount).toBe(1)
  })

  it('takes a new connection after a deadline in which not one byte came', async () => {
    broker.on(CODE, silence)
    const pool = open()
    await expect(ask(pool, 'a', { timeoutMs: 30 })).rejects.toBeInstanceOf(RequestTimeoutError)
    broker.on(CODE, echo)
    await ask(pool, 'b')
    expect(broker.connectionCount).toBe(2)
    await broker.until(() => broker.openConnectionCount === 1)
  })

  it('says that a request was not sent when it timed out in the queue', async () => {
    broker.on(CODE, silence)
    const pool = open({ maxInFlight: 1 })
    const first = ask(pool, 'a', { timeoutMs: 200 }).catch(() => {})
    await expect(ask(pool, 'b', { timeoutMs: 30 })).rejects.toMatchObject({ wasSent: false })
    await first
  })

  it('gives up at once on abort, sent or not, with the reason of the signal', async () => {
    broker.on(CODE, silence)
    const pool = open({ maxInFlight: 1 })
    const controller = new AbortController()
    const { signal } = controller
    const sent = ask(pool, 'sent', { signal })
    const waiting = ask(pool, 'waiting', { signal })
    await broker.received(1)
    const reason = new Error('the page was closed')
    controller.abort(reason)
    await expect(sent).rejects.toBe(reason)
    await expect(waiting).rejects.toBe(reason)
    await expect(ask(pool, 'never', { signal })).rejects.toBe(reason)
    broker.on(CODE, echo)
    expect((await ask(pool, 'next')).command.remark).toBe('next')
    expect(names()).toEqual(['sent', 'next'])
  })

  it('waits for the answer to a write that has left, abort or not', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    broker.on(CODE, (request) => late(gate, echo(request)))
    const pool = open({ maxInFlight: 1 })
    const controller = new AbortController()
    const { signal } = controller
    const sent = ask(pool, 'sent', { signal, isWrite: true })
    const waiting = expect(ask(pool, 'waiting', { signal, isWrite: true })).rejects.toThrow('aborted')
    await broker.received(1)
    controller.abort()
    release()
    expect((await sent).command.remark).toBe('sent')
    await waiting
    expect(names()).toEqual(['sent'])
  })
})

describe('turns and budgets', () => {
  it('keeps to its number in flight and serves callers in turn', async () => {
    const gates: (() => void)[] = []
    broker.on(CODE, (request) => late(new Promise<void>((resolve) => gates.push(resolve)), echo(request)))
    const pool = open({ maxInFlight: 2 })
    const answers = [
      ...['a1', 'a2', 'a3', 'a4'].map((name) => ask(pool, name, { caller: 'sampler' })),
      ...['b1', 'b2'].map((name) => ask(pool, name, { caller: 'page' })),
    ]
    for (let answered = 0; answered < answers.length; answered++) {
      await broker.received(Math.min(answered + 2, answers.length))
      expect(broker.requests.length - answered).toBeLessThanOrEqual(2)
      gates[answered]?.()
      await Promise.race(answers.filter((_, index) => index >= answered))
    }
    await Promise.all(answers)
    expect(names()).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a4'])
  })

  it('has 16 in flight when nothing else is said', async () => {
    broker.on(CODE, silence)
    const pool = open()
    const asked = Array.from({ length: 20 }, (_, index) => ask(pool, String(index), { timeoutMs: 100 }).catch(() => {}))
    await broker.received(16)
    expect(broker.requests).toHaveLength(16)
    await Promise.all(asked)
  })

  it('spends no more than its budget of requests per second, for admin requests alone', async () => {
    const clock = new ManualClock()
    const pool = open({ clock, requestsPerSecondPerBroker: 10 })
    const answers = Array.from({ length: 5 }, (_, index) => ask(pool, String(index)))
    await answers[0]
    expect(names()).toEqual(['0'])
    const request = { code: CODE, extFields: { name: 'pull' }, body: Buffer.alloc(0) }
    await pool.send(broker.address, 'bulk', request, { timeoutMs: 5_000, isWrite: false })
    for (const [index, answer] of answers.entries()) {
      await answer
      expect(names().filter((name) => name !== 'pull')).toHaveLength(index + 1)
      clock.advance(100)
    }
  })
})

describe('what a server cannot do', () => {
  it('is asked once per connection: the answer is remembered until the server drops it', async () => {
    broker.on(CODE, refuse(3, 'request type 30 not supported'))
    const pool = open()
    for (const name of ['a', 'b', 'c']) {
      const { command } = await ask(pool, name)
      expect(command).toMatchObject({ code: 3, remark: 'request type 30 not supported' })
    }
    expect(names()).toEqual(['a'])
    broker.dropConnections()
    broker.on(CODE, echo)
    // A request of another kind finds out that the connection is gone, if its end has not arrived before.
    const other = { code: 99, extFields: {}, body: Buffer.alloc(0) }
    await pool.send(broker.address, 'admin', other, { timeoutMs: 5_000, isWrite: false }).catch(() => {})
    expect((await ask(pool, 'd')).command.remark).toBe('d')
  })

  it('leaves the connection of a server that is about to stop, and lets it answer what it has', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    broker.on(CODE, (request) => (request.extFields.name === 'slow' ? late(gate, echo(request)) : refuse(1500, 'bye')))
    const pool = open()
    const slow = ask(pool, 'slow')
    expect((await ask(pool, 'a')).command.code).toBe(1500)
    broker.on(CODE, echo)
    expect((await ask(pool, 'b')).command.remark).toBe('b')
    expect(broker.connectionCount).toBe(2)
    release()
    expect((await slow).command.remark).toBe('slow')
    await broker.until(() => broker.openConnectionCount === 1)
  })

  it('fails only what is in flight when the server hangs up; the next request connects anew', async () => {
    broker.on(CODE, hangUp)
    const pool = open({ maxInFlight: 1 })
    const first = ask(pool, 'a')
    const second = ask(pool, 'b')
    await expect(first).rejects.toMatchObject({ name: 'ConnectionClosedError', wasSent: true })
    await expect(second).rejects.toMatchObject({ name: 'ConnectionClosedError', wasSent: true })
    broker.on(CODE, echo)
    expect((await ask(pool, 'c')).command.remark).toBe('c')
    expect(broker.connectionCount).toBe(3)
  })
})

it('signs what it sends', async () => {
  await ask(open({ credentials: { accessKey: 'admin', secretKey: '12345678' } }), 'a')
  expect(broker.requests[0]?.extFields).toMatchObject({ AccessKey: 'admin', name: 'a' })
  expect(broker.requests[0]?.extFields.Signature).toMatch(/^[A-Za-z0-9+/]{27}=$/)
})
