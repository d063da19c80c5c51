import { once } from 'node:events'
import net from 'node:net'
import type { Demo } from '#dev/demo/start-demo.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { isResponse } from '#lib/rocketmq/codec/command.ts'
import { encodeFrame, FrameReader } from '#lib/rocketmq/codec/frame.ts'
import { signRequest } from '#lib/rocketmq/codec/sign.ts'
import { parseAddress } from '#lib/rocketmq/remoting/address.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'

interface Members {
  groupName: string
  topicNames: readonly string[]
  count: number
  /** Of each topic on each broker; they are dealt out to the clients in turn. */
  queuesPerBroker: number
}

/** As often as Java clients. */
const BEAT_MS = 30_000

/**
 * Consumers of one group, as brokers see them: each has a connection to every master, has said who it is, and answers what a
 * broker hands on to it (307) with its queues. They consume nothing.
 *
 * @returns what ends them
 */
export async function connectClients(demo: Demo, masters: readonly Server[], members: Members): Promise<() => void> {
  const clients = Array.from({ length: members.count }, (_, index) => ({
    clientId: `192.0.2.9@bench-${index}`,
    info: Buffer.from(runningInfo(masters, members, index)),
  }))
  const connections: { socket: net.Socket; beat: () => void }[] = []
  for (const server of masters) {
    for (const client of clients) connections.push(await connect(demo, server, members, client))
  }
  const timer = setInterval(() => {
    for (const { beat } of connections) beat()
  }, BEAT_MS)
  return () => {
    clearInterval(timer)
    for (const { socket } of connections) socket.destroy()
  }
}

async function connect(
  demo: Demo,
  server: Server,
  { groupName, topicNames }: Members,
  { clientId, info }: { clientId: string; info: Buffer },
): Promise<{ socket: net.Socket; beat: () => void }> {
  const place = parseAddress(server.address)
  if (!place) throw new Error(`${server.address} is no address`)
  const socket = net.connect(place)
  await once(socket, 'connect')
  socket.on('error', () => {}) // the broker's end of it is told by the benchmark's figures
  const base = { language: 'JAVA', version: 513, remark: null, serializeType: 'JSON' } as const
  const reader = new FrameReader()
  const accepted = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      for (const command of reader.push(chunk)) {
        if (!isResponse(command)) {
          if (command.code !== RequestCode.GET_CONSUMER_RUNNING_INFO) continue
          socket.write(encodeFrame({ ...base, code: 0, opaque: command.opaque, flag: 1, extFields: {}, body: info }))
        } else if (command.code === 0) resolve()
        else reject(new Error(`${server.address} answered ${command.code} to a heartbeat: ${command.remark}`))
      }
    })
  })
  const body = Buffer.from(JSON.stringify(heartbeat(clientId, groupName, topicNames)))
  const extFields = signRequest({}, body, demo.admin)
  const frame = encodeFrame({ ...base, code: RequestCode.HEART_BEAT, opaque: 1, flag: 0, extFields, body })
  const beat = () => socket.write(frame)
  beat()
  await accepted
  return { socket, beat }
}

const subscription = (topic: string) => ({
  topic,
  subString: '*',
  expressionType: 'TAG',
  subVersion: 1,
  tagsSet: [],
  codeSet: [],
  classFilterMode: false,
})

const heartbeat = (clientID: string, groupName: string, topicNames: readonly string[]) => ({
  clientID,
  producerDataSet: [],
  consumerDataSet: [
    {
      groupName,
      consumeType: 'CONSUME_PASSIVELY',
      messageModel: 'CLUSTERING',
      consumeFromWhere: 'CONSUME_FROM_FIRST_OFFSET',
      unitMode: false,
      subscriptionDataSet: topicNames.map(subscription),
    },
  ],
})

/** As Java clients write it: a table with objects as keys (protocol notes §3.2). */
function runningInfo(
  masters: readonly Server[],
  { topicNames, count, queuesPerBroker }: Members,
  index: number,
): string {
  const queueIds = Array.from({ length: queuesPerBroker }, (_, queueId) => queueId)
  const queues = topicNames
    .flatMap((topic) =>
      masters.flatMap(({ brokerName }) => queueIds.map((queueId) => JSON.stringify({ brokerName, queueId, topic }))),
    )
    .filter((_, place) => place % count === index)
  const state = JSON.stringify({ commitOffset: 0, cachedMsgCount: 0, droped: false, locked: false })
  const info = {
    mqPopTable: {},
    properties: {
      PROP_CONSUME_TYPE: 'CONSUME_PASSIVELY',
      PROP_CLIENT_VERSION: 'V5_5_0',
      PROP_CONSUMEORDERLY: 'false',
    },
    statusTable: {},
    subscriptionSet: topicNames.map(subscription),
    userConsumerInfo: {},
  }
  return `{"mqTable":{${queues.map((queue) => `${queue}:${state}`).join(',')}},${JSON.stringify(info).slice(1)}`
}
