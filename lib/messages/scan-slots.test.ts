import { afterEach, describe, expect, it, vi } from 'vitest'
import { withScanSlot } from './scan-slots.ts'

/** A scan that runs until it is told to end. */
function hanging(): { scan: () => Promise<string>; end: () => void } {
  const { promise, resolve } = Promise.withResolvers<string>()
  return { scan: () => promise, end: () => resolve('done') }
}

const slot = (userId: string, clusterId: string, signal = new AbortController().signal) => ({
  userId,
  clusterId,
  signal,
})
afterEach(() => vi.useRealTimers())

describe('scan slots', () => {
  it('refuse the third search of a user, and let it in when one has ended', async () => {
    vi.useFakeTimers()
    const [first, second] = [hanging(), hanging()]
    const running = [withScanSlot(slot('a', '1'), first.scan), withScanSlot(slot('a', '2'), second.scan)]
    const third = expect(withScanSlot(slot('a', '3'), async () => 'in')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      facts: { retryAfterMs: 1_000 },
    })
    await vi.advanceTimersByTimeAsync(1_000)
    await third
    const waiting = withScanSlot(slot('a', '3'), async () => 'in')
    first.end()
    expect(await waiting).toBe('in')
    second.end()
    await Promise.all(running)
    expect(await withScanSlot(slot('a', '1'), async () => 'in')).toBe('in')
  })

  it('refuse the seventh search of a cluster', async () => {
    vi.useFakeTimers()
    const scans = Array.from({ length: 6 }, hanging)
    const running = scans.map(({ scan }, index) => withScanSlot(slot(`user-${index}`, 'one'), scan))
    const seventh = expect(withScanSlot(slot('late', 'one'), async () => 'in')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    })
    expect(await withScanSlot(slot('late', 'other'), async () => 'in')).toBe('in')
    await vi.advanceTimersByTimeAsync(1_000)
    await seventh
    for (const { end } of scans) end()
    await Promise.all(running)
  })

  it('forget a search whose client has gone while it waited', async () => {
    const scans = [hanging(), hanging()]
    const running = scans.map(({ scan }) => withScanSlot(slot('b', '1'), scan))
    const client = new AbortController()
    const waiting = withScanSlot(slot('b', '1', client.signal), async () => 'in')
    client.abort(new Error('gone'))
    await expect(waiting).rejects.toThrow('gone')
    for (const { end } of scans) end()
    await Promise.all(running)
    expect(await withScanSlot(slot('b', '1'), async () => 'in')).toBe('in')
  })

  it('are given back when a search fails', async () => {
    for (let tries = 0; tries < 5; tries++) {
      await expect(withScanSlot(slot('c', '1'), () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    }
  })
})
