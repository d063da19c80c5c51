import { expect, it } from 'vitest'
import { BrokerError, RequestTimeoutError } from '#lib/rocketmq/errors.ts'
import { Asker } from './asker.ts'

const start = (controller = new AbortController()) =>
  new Asker({ signal: controller.signal, timeoutMs: 1_000, caller: 'test' })
const timeout = (address: string) => new RequestTimeoutError({ address, wasSent: true, timeoutMs: 1_000 })

it('asks at most eight at once, and one server at most four', async () => {
  const asker = start()
  const gates: (() => void)[] = []
  const running = new Map<string, number>()
  const most: { all: number; one: number } = { all: 0, one: 0 }
  const request = (address: string) => async () => {
    running.set(address, (running.get(address) ?? 0) + 1)
    most.one = Math.max(most.one, running.get(address) ?? 0)
    most.all = Math.max(
      most.all,
      [...running.values()].reduce((sum, count) => sum + count),
    )
    await new Promise<void>((resolve) => gates.push(resolve))
    running.set(address, (running.get(address) ?? 1) - 1)
  }
  const asked = Array.from({ length: 40 }, (_, index) => {
    const address = `host-${Math.floor(index / 20)}:1`
    return asker.ask({ address }, request(address))
  })
  const all = Promise.all(asked)
  let isDone = false
  all.then(() => {
    isDone = true
  })
  while (!isDone) {
    for (const open of gates.splice(0)) open()
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(most).toEqual({ all: 8, one: 4 })
})

it('does not ask a silent server again, and remembers why', async () => {
  const asker = start()
  const server = { address: 'a:1', brokerName: 'broker-a' }
  const error = timeout('a:1')
  let requests = 0
  const silent = async () => {
    requests++
    throw error
  }
  expect(await asker.ask(server, silent)).toEqual({ error })
  expect(await asker.ask(server, silent)).toEqual({ error })
  expect(requests).toBe(1)
  expect([...asker.failed.values()]).toEqual([{ server, error }])
  expect(await asker.ask({ address: 'b:1' }, async () => 1)).toEqual({ value: 1 })
})

it('asks on where one request was refused', async () => {
  const asker = start()
  const refusal = new BrokerError({ address: 'a:1', requestCode: 208, responseCode: 17, remark: 'no topic' })
  const refused = await asker.ask({ address: 'a:1' }, async () => {
    throw refusal
  })
  expect(refused).toEqual({ error: refusal })
  expect(await asker.ask({ address: 'a:1' }, async () => 1)).toEqual({ value: 1 })
})
