import { expect, it } from 'vitest'
import { ConnectError, RequestTimeoutError } from '../errors.ts'
import { mapServers } from './map-servers.ts'

const servers = ['a:1', 'b:1', 'c:1'].map((address) => ({ address }))
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

it('keeps the order of the servers and each outcome', async () => {
  const failure = new ConnectError('refused', { address: 'b:1' })
  const { done, failed } = await mapServers(
    servers,
    async ({ address }) => {
      if (address === 'b:1') throw failure
      return address.toUpperCase()
    },
    { timeoutMs: 1000 },
  )
  expect(done).toEqual([
    { server: servers[0], value: 'A:1' },
    { server: servers[2], value: 'C:1' },
  ])
  expect(failed).toEqual([{ server: servers[1], error: failure }])
})

it('gives a server that hangs one deadline, however many requests it takes, and keeps the others', async () => {
  const { done, failed } = await mapServers(
    servers,
    async ({ address }, signal) => {
      if (address !== 'b:1') return address
      return untilAborted(signal)
    },
    { timeoutMs: 30 },
  )
  expect(done).toHaveLength(2)
  expect(failed[0]?.error).toBeInstanceOf(RequestTimeoutError)
  expect(failed[0]?.error).toMatchObject({ address: 'b:1', timeoutMs: 30 })
})

it('asks no more servers at once than it may', async () => {
  const many = Array.from({ length: 20 }, (_, index) => ({ address: `s${index}:1` }))
  let busy = 0
  let most = 0
  const { done } = await mapServers(
    many,
    async () => {
      busy += 1
      most = Math.max(most, busy)
      await new Promise(setImmediate)
      busy -= 1
    },
    { timeoutMs: 1000, concurrency: 3 },
  )
  expect(done).toHaveLength(20)
  expect(most).toBe(3)
})

it('ends with the reason of the caller that aborts', async () => {
  const controller = new AbortController()
  const reason = new Error('closed')
  const all = mapServers(servers, (_, signal) => untilAborted(signal), { timeoutMs: 5000, signal: controller.signal })
  controller.abort(reason)
  await expect(all).rejects.toBe(reason)
  const again = mapServers(servers, async () => 1, { timeoutMs: 5000, signal: controller.signal })
  await expect(again).rejects.toBe(reason)
})

it('does not take a bug for a failed server, and stops the others', async () => {
  const bug = new TypeError('a bug')
  const reasons: unknown[] = []
  const all = mapServers(
    servers,
    async ({ address }, signal) => {
      if (address === 'a:1') throw bug
      return untilAborted(signal).catch((reason: unknown) => reasons.push(reason))
    },
    { timeoutMs: 5000 },
  )
  await expect(all).rejects.toBe(bug)
  expect(reasons).toEqual([bug, bug])
})
