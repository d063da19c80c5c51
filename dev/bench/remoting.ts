import { fork } from 'node:child_process'
import path from 'node:path'
import { type BenchResult, timeMs } from '#dev/bench/result.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'

const roundTrips = 50_000
const inFlight = 16

/** Small round trips on one loopback connection with 16 in flight. */
export async function benchRemoting(): Promise<BenchResult[]> {
  const child = fork(path.join(import.meta.dirname, 'echo-broker.ts'))
  const address = await new Promise<string>((resolve) => {
    child.once('message', (message: { address: string }) => resolve(message.address))
  })
  const admin = new AdminClient({
    nameServers: [address],
    maxInFlight: inFlight,
    requestsPerSecondPerBroker: 1_000_000,
  })
  const server = { address, announcedAddress: address, brokerName: 'bench', clusterName: 'bench', brokerId: 0 }
  const queue = { topicName: 'bench', queueId: 0 }
  const run = async (count: number) => {
    let left = count
    const lane = async () => {
      while (left-- > 0) await admin.offsets.getMax(server, queue)
    }
    await Promise.all(Array.from({ length: inFlight }, lane))
  }
  try {
    await run(5_000)
    const perSecond = Math.round(roundTrips / ((await timeMs(() => run(roundTrips))) / 1_000))
    return [
      {
        what: `small round trips, ${inFlight} in flight on one connection`,
        figure: `${perSecond.toLocaleString('en')} /s`,
        goal: '≥ 20,000 /s',
        isMet: perSecond >= 20_000,
      },
    ]
  } finally {
    admin.close()
    child.disconnect()
  }
}
