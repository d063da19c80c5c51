import { setTimeout as delay } from 'node:timers/promises'
import { ConsumeResult, type MessageView, Producer, PushConsumer, SimpleConsumer } from 'rocketmq-client-nodejs'
import type { LabCredentials } from '#dev/rocketmq/lab-cluster.ts'
import { keepRunning } from './keep-running.ts'
import type { SwitchName } from './switches.ts'

export interface GrpcTarget {
  /** `host:port` of a proxy. */
  endpoints: string
  admin: LabCredentials | null
}

const orderSteps = ['created', 'paid', 'packed', 'shipped', 'delivered']
const openOrders = 10
const reminderDelaysSec = [30, 300, 3_600, 72_000]
/** The client never gives up starting when it misses an answer, and takes 17 s to shut a push consumer down. */
const startTimeoutMs = 30_000
const failuresBeforeRestart = 5
const receivePauseMs = 250
/** A consumer of a topic with steady traffic that got nothing for so long is stuck. */
const silenceBeforeRestartMs = 60_000

/**
 * The demo's clients of the gRPC protocol. They run until the signal and come back after a failure, except when they cannot
 * even start: that is told to `onStartFailure`.
 */
export function startGrpcClients(
  target: GrpcTarget,
  options: {
    signal: AbortSignal
    isOn: (name: SwitchName) => boolean
    onStartFailure: (name: string, error: unknown) => void
  },
): void {
  const { signal, isOn, onStartFailure } = options
  const clients: Record<string, (start: Start) => Promise<void>> = {
    'demo_order_flow producer': (start) => produceOrderFlow(target, start, signal),
    'demo_reminder producer': (start) => produceReminders(target, start, signal),
    demo_search: (start) =>
      consumeSimply(target, start, signal, 'demo_search', 'demo_orders', () => isOn('stall-group')),
    demo_audit: (start) => consumePushed(target, start, signal, 'demo_audit', 'demo_orders'),
  }
  for (const [name, run] of Object.entries(clients)) {
    const start: Start = async (client) => {
      try {
        await startWithin(client, startTimeoutMs)
      } catch (error) {
        onStartFailure(name, error)
        throw error
      }
    }
    keepRunning(name, signal, () => run(start))
  }
}

type Start = (client: { startup(): Promise<void> }) => Promise<void>

/** Ten orders at a time, in turn one step of each: 10 messages a second, those of one order in their order. */
async function produceOrderFlow(target: GrpcTarget, start: Start, signal: AbortSignal): Promise<void> {
  const producer = new Producer({ ...clientOptions(target), topics: ['demo_order_flow'] })
  // Two orders a second end; three numbers a second keep a restarted producer above the former one.
  let nextOrder = Math.floor(Date.now() / 1000) * 3
  const orders = Array.from({ length: openOrders }, () => ({ number: nextOrder++, step: 0 }))
  let turn = 0
  await produce(producer, start, signal, 100, async () => {
    const order = orders[turn % openOrders] ?? { number: nextOrder, step: 0 }
    const step = orderSteps[order.step] ?? ''
    await producer.send({
      topic: 'demo_order_flow',
      tag: step,
      keys: [`FLOW-${order.number}`],
      messageGroup: `FLOW-${order.number}`,
      body: Buffer.from(JSON.stringify({ order: `FLOW-${order.number}`, step, at: new Date().toISOString() })),
    })
    turn++
    order.step++
    if (order.step === orderSteps.length) Object.assign(order, { number: nextOrder++, step: 0 })
  })
}

/** One of two reminders a second; the other is a remoting client's. */
async function produceReminders(target: GrpcTarget, start: Start, signal: AbortSignal): Promise<void> {
  const producer = new Producer({ ...clientOptions(target), topics: ['demo_reminder'] })
  let turn = 0
  await produce(producer, start, signal, 1_000, async () => {
    const delayMs = (reminderDelaysSec[turn++ % reminderDelaysSec.length] ?? 0) * 1000
    const now = Date.now()
    const body = { reminder: 'Your table is booked', writtenAt: new Date(now), dueAt: new Date(now + delayMs) }
    await producer.send({
      topic: 'demo_reminder',
      tag: 'booking',
      keys: [`REM-${now}`],
      delay: delayMs,
      body: Buffer.from(JSON.stringify(body)),
    })
  })
}

async function produce(
  producer: Producer,
  start: Start,
  signal: AbortSignal,
  periodMs: number,
  send: () => Promise<void>,
): Promise<void> {
  try {
    await start(producer)
    let failures = 0
    for (let nextAt = Date.now(); !signal.aborted; ) {
      try {
        await send()
        failures = 0
      } catch (error) {
        if (++failures >= failuresBeforeRestart) throw error
      }
      // Turns that were missed are left out rather than made up in a burst.
      nextAt = Math.max(nextAt + periodMs, Date.now() - 1_000)
      await delay(Math.max(0, nextAt - Date.now()), undefined, { signal })
    }
  } finally {
    void producer.shutdown().catch(() => {})
  }
}

async function consumeSimply(
  target: GrpcTarget,
  start: Start,
  signal: AbortSignal,
  group: string,
  topic: string,
  isStalled: () => boolean,
): Promise<void> {
  const consumer = new SimpleConsumer({
    ...clientOptions(target),
    consumerGroup: group,
    subscriptions: new Map([[topic, '*']]),
    awaitDuration: 10_000,
  })
  try {
    await start(consumer)
    let failures = 0
    while (!signal.aborted) {
      if (isStalled()) {
        await delay(500, undefined, { signal })
        continue
      }
      try {
        const messages = await consumer.receive(64, 30_000)
        await Promise.all(messages.map((message) => consumer.ack(message)))
        failures = 0
        // Some messages per call instead of one.
        await delay(receivePauseMs, undefined, { signal })
      } catch (error) {
        if (++failures >= failuresBeforeRestart) throw error
        await delay(1_000, undefined, { signal })
      }
    }
  } finally {
    void consumer.shutdown().catch(() => {})
  }
}

async function consumePushed(
  target: GrpcTarget,
  start: Start,
  signal: AbortSignal,
  group: string,
  topic: string,
): Promise<void> {
  let lastMessageAt = Date.now()
  const consumer = new PushConsumer({
    ...clientOptions(target),
    consumerGroup: group,
    subscriptions: new Map([[topic, '*']]),
    messageListener: {
      async consume(_message: MessageView) {
        lastMessageAt = Date.now()
        return ConsumeResult.SUCCESS
      },
    },
  })
  try {
    await start(consumer)
    while (!signal.aborted) {
      await delay(5_000, undefined, { signal })
      if (Date.now() - lastMessageAt > silenceBeforeRestartMs)
        throw new Error(`no message for ${silenceBeforeRestartMs / 1000} s`)
    }
  } finally {
    void consumer.shutdown().catch(() => {})
  }
}

async function startWithin(client: { startup(): Promise<void> }, timeoutMs: number): Promise<void> {
  const timeout = delay(timeoutMs, undefined, { ref: false }).then(() => {
    throw new Error(`did not start within ${timeoutMs / 1000} s`)
  })
  await Promise.race([client.startup(), timeout])
}

function clientOptions({ endpoints, admin }: GrpcTarget) {
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  return {
    endpoints,
    namespace: '',
    logger: silent,
    ...(admin && { sessionCredentials: { accessKey: admin.accessKey, accessSecret: admin.secretKey } }),
  }
}
