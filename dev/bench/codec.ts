import { type BenchResult, ms, percentile, timeMs } from '#dev/bench/result.ts'
import { decodeStoredMessages } from '#lib/rocketmq/codec/stored-message.ts'
import { getAllTopicConfig } from '#lib/rocketmq/requests/get-all-topic-config.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { buildStoredMessage } from '#lib/rocketmq/testing/stored-message-builder.ts'

/** Stored messages of 1 KiB decoded in bulk, and a config answer of 10,000 topics: the floors of the admin client. */
export async function benchCodec(): Promise<BenchResult[]> {
  const batch = Buffer.concat(
    Array.from({ length: 1_000 }, (_, i) =>
      buildStoredMessage({
        queueOffset: BigInt(i),
        storedBody: Buffer.alloc(820, 97),
        properties: new Map([
          ['UNIQ_KEY', '7F00000100002A9F000000000001E240'],
          ['KEYS', `order-${i}`],
          ['TAGS', 'paid'],
        ]),
      }),
    ),
  )
  const rounds = 100
  decodeStoredMessages(batch)
  const decodeMs = await timeMs(() => {
    for (let i = 0; i < rounds; i++) decodeStoredMessages(batch)
  })
  const perSecond = Math.round((rounds * 1_000) / (decodeMs / 1_000))

  const table = Array.from({ length: 10_000 }, (_, i) => {
    const name = `order_topic_${String(i).padStart(5, '0')}`
    return `"${name}":{"attributes":{"message.type":"NORMAL"},"order":false,"perm":6,"readQueueNums":8,"topicFilterType":"SINGLE_TAG","topicName":"${name}","topicSysFlag":0,"writeQueueNums":8}`
  })
  const answer = Buffer.from(
    `{"dataVersion":{"counter":10000,"stateVersion":0,"timestamp":1760000000000},"topicConfigTable":{${table.join(',')}}}`,
  )
  const reply = { code: ResponseCode.SUCCESS, extFields: {}, body: answer }
  getAllTopicConfig.decode(reply)
  const parseTimes: number[] = []
  for (let i = 0; i < 10; i++) parseTimes.push(await timeMs(() => getAllTopicConfig.decode(reply)))
  const parseMs = percentile(parseTimes, 0.5)

  return [
    {
      what: 'decode stored messages of 1 KiB',
      figure: `${perSecond.toLocaleString('en')} /s`,
      goal: '≥ 200,000 /s',
      isMet: perSecond >= 200_000,
    },
    {
      what: `decode 10,000 topic configs (${(answer.length / 1e6).toFixed(1)} MB)`,
      figure: ms(parseMs),
      goal: '< 150 ms',
      isMet: parseMs < 150,
    },
  ]
}
