/**
 * Readers of what `mqadmin` prints: pure functions, text in, values out. They throw when the text is a failure (a stack trace)
 * instead of a result, with that text.
 */

/** `topicList`: one name a line. */
export function readTopicList(output: string): string[] {
  return resultLines(output)
}

/** `topicList -c`: one row per topic and group; a topic without groups has one row with null. */
export function readTopicListWithGroups(
  output: string,
): { clusterName: string; topicName: string; groupName: string | null }[] {
  return tableRows(output, '#Cluster Name').map(([clusterName = '', topicName = '', groupName = null]) => ({
    clusterName,
    topicName,
    groupName,
  }))
}

/** `topicClusterList -t T`: one cluster name a line. */
export function readTopicClusterList(output: string): string[] {
  return resultLines(output)
}

export interface TopicRouteOutput {
  queues: { brokerName: string; readQueueNums: number; writeQueueNums: number; perm: number; topicSysFlag: number }[]
  brokers: { clusterName: string; brokerName: string; addressByBrokerId: Record<string, string> }[]
}

/**
 * `topicRoute -t T`: JSON with bare integer keys, which are quoted first rather than read by our own codec: the oracle shares
 * no code with what it judges. Queues and brokers come sorted by brokerName.
 */
export function readTopicRoute(output: string): TopicRouteOutput {
  const text = resultLines(output)
    .join('\n')
    .replace(/([{,]\s*)(\d+)\s*:/g, '$1"$2":')
  const { queueDatas, brokerDatas } = JSON.parse(text) as RouteText // as RocketMQ's TopicRouteData is written
  return {
    queues: queueDatas
      .map(({ brokerName, readQueueNums, writeQueueNums, perm, topicSysFlag }) => ({
        brokerName,
        readQueueNums,
        writeQueueNums,
        perm,
        topicSysFlag,
      }))
      .sort(byBrokerName),
    brokers: brokerDatas
      .map(({ cluster, brokerName, brokerAddrs }) => ({
        clusterName: cluster,
        brokerName,
        addressByBrokerId: brokerAddrs,
      }))
      .sort(byBrokerName),
  }
}

interface RouteText {
  queueDatas: TopicRouteOutput['queues']
  brokerDatas: { cluster: string; brokerName: string; brokerAddrs: Record<string, string> }[]
}

export interface TopicStatusOutput {
  queues: {
    brokerName: string
    queueId: number
    minOffset: bigint
    maxOffset: bigint
    /** In the time zone of this machine, as the tool prints it. */
    lastUpdateTimestamp: Date | null
  }[]
  /** 5.3.3+ */
  putTps: number | null
}

/** `topicStatus -t T`, in the tool's order: by brokerName, then queueId. */
export function readTopicStatus(output: string): TopicStatusOutput {
  const putTps = /^Topic Put TPS: (\S+)$/m.exec(output)?.[1]
  const table = output.replace(/^Topic Put TPS:.*$/m, '')
  return {
    queues: tableRows(table, '#Broker Name').map(([brokerName = '', queueId = '', min = '', max = '', ...time]) => ({
      brokerName,
      queueId: Number(queueId),
      minOffset: BigInt(min),
      maxOffset: BigInt(max),
      lastUpdateTimestamp: readTime(time.join(' ')),
    })),
    putTps: putTps === undefined ? null : Number(putTps),
  }
}

export interface ConsumerProgressOutput {
  /** In the tool's order: by topic, brokerName, queueId. */
  queues: {
    topicName: string
    brokerName: string
    queueId: number
    brokerOffset: bigint
    consumerOffset: bigint
    diff: bigint
    /** 5.x */
    inflight: bigint | null
  }[]
  consumeTps: number
  diffTotal: bigint
}

/** `consumerProgress -g G`, with or without the column of client addresses. */
export function readConsumerProgress(output: string): ConsumerProgressOutput {
  const consumeTps = /^Consume TPS: (\S+)$/m.exec(output)?.[1]
  const diffTotal = /^Consume Diff Total: (-?\d+)$/m.exec(output)?.[1] ?? /^Diff Total: (-?\d+)$/m.exec(output)?.[1]
  if (consumeTps === undefined || diffTotal === undefined) throw new Error(`mqadmin printed no totals:\n${output}`)
  const table = output.replace(/^Consume .*$|^Diff Total:.*$/gm, '')
  const head = /^#Topic.*$/m.exec(table)?.[0] ?? ''
  const hasInflight = head.includes('#Inflight')
  return {
    queues: tableRows(table, '#Topic').map(
      ([
        topicName = '',
        brokerName = '',
        queueId = '',
        brokerOffset = '',
        consumerOffset = '',
        diff = '',
        next = '',
      ]) => ({
        topicName,
        brokerName,
        queueId: Number(queueId),
        brokerOffset: BigInt(brokerOffset),
        consumerOffset: BigInt(consumerOffset),
        diff: BigInt(diff),
        inflight: hasInflight ? BigInt(next) : null,
      }),
    ),
    consumeTps: Number(consumeTps),
    diffTotal: BigInt(diffTotal),
  }
}

/** `consumerStatus -g G -i CLIENT`: the queues that the client owns. */
export function readOwnedQueues(output: string): { topicName: string; brokerName: string; queueId: number }[] {
  const [, detail] = /^#Consumer MQ Detail#\n([\s\S]*?)\n\s*\n/m.exec(output) ?? []
  if (detail === undefined) throw new Error(`mqadmin printed no queues:\n${output}`)
  return tableRows(detail, '#Topic').map(([topicName = '', brokerName = '', queueId = '']) => ({
    topicName,
    brokerName,
    queueId: Number(queueId),
  }))
}

export interface ConsumeStatusOutput {
  topicName: string
  pullRtMs: number
  pullTps: number
  consumeRtMs: number
  consumeOkTps: number
  consumeFailedTps: number
  consumeFailedLastHour: bigint
}

/** `consumerStatus -g G -i CLIENT`: what the client measured of each topic; rates with two decimals. */
export function readConsumeStatuses(output: string): ConsumeStatusOutput[] {
  const [, table] = /^#Consumer RT&TPS#\n([\s\S]*?)(?:\n\s*\n|$(?![\s\S]))/m.exec(output) ?? []
  if (table === undefined) throw new Error(`mqadmin printed no RT and TPS:\n${output}`)
  return tableRows(table, '#Topic').map(
    ([topicName = '', pullRt, pullTps, consumeRt, okTps, failedTps, failed = '']) => ({
      topicName,
      pullRtMs: Number(pullRt),
      pullTps: Number(pullTps),
      consumeRtMs: Number(consumeRt),
      consumeOkTps: Number(okTps),
      consumeFailedTps: Number(failedTps),
      consumeFailedLastHour: BigInt(failed),
    }),
  )
}

/** `clusterList`: one row per broker process. */
export function readClusterList(
  output: string,
): { clusterName: string; brokerName: string; brokerId: number; address: string; version: string }[] {
  return tableRows(output, '#Cluster Name').map(
    ([clusterName = '', brokerName = '', brokerId = '', address = '', version = '']) => ({
      clusterName,
      brokerName,
      brokerId: Number(brokerId),
      address,
      version,
    }),
  )
}

export interface MessageOutput {
  topicName: string
  tags: string | null
  keys: string | null
  queueId: number
  queueOffset: bigint
  commitLogOffset: bigint
  reconsumeTimes: number
  bornTimestamp: Date | null
  storeTimestamp: Date | null
  bornHost: string
  storeHost: string
  sysFlag: number
  properties: ReadonlyMap<string, string>
  /** Null where the command does not print it (`queryMsgByUniqueKey`). */
  offsetMsgId: string | null
}

/** `queryMsgById -t T -i ID` and `queryMsgByUniqueKey -t T -i ID`; null when the tool says that there is none. */
export function readMessage(output: string): MessageOutput | null {
  if (/but no message|CODE: 208 /.test(output)) return null
  const fields = new Map<string, string>()
  for (const line of resultLines(output)) {
    const match = /^([A-Z][A-Za-z ]*):\s+(.*)$/.exec(line)
    if (match?.[1] !== undefined && !fields.has(match[1])) fields.set(match[1], match[2] ?? '')
  }
  const get = (name: string) => {
    const value = fields.get(name)
    if (value === undefined) throw new Error(`mqadmin printed no "${name}":\n${output}`)
    return value
  }
  return {
    topicName: get('Topic'),
    tags: unbracketed(get('Tags')),
    keys: unbracketed(get('Keys')),
    queueId: Number(get('Queue ID')),
    queueOffset: BigInt(get('Queue Offset')),
    commitLogOffset: BigInt(get('CommitLog Offset')),
    reconsumeTimes: Number(get('Reconsume Times')),
    bornTimestamp: readTime(get('Born Timestamp')),
    storeTimestamp: readTime(get('Store Timestamp')),
    bornHost: get('Born Host'),
    storeHost: get('Store Host'),
    sysFlag: Number(get('System Flag')),
    properties: readJavaMap(get('Properties')),
    offsetMsgId: fields.get('OffsetID') ?? null,
  }
}

/** `queryMsgByKey -t T -k K`: the unique keys found. */
export function readMessagesByKey(output: string): { uniqKey: string; queueId: number; queueOffset: bigint }[] {
  if (/but no message|CODE: 208 /.test(output)) return []
  return tableRows(output, '#Message ID').map(([uniqKey = '', queueId = '', queueOffset = '']) => ({
    uniqKey,
    queueId: Number(queueId),
    queueOffset: BigInt(queueOffset),
  }))
}

function resultLines(output: string): string[] {
  if (/^\S*(Exception|Error)\b.*$\n\s+at /m.test(output)) throw new Error(`mqadmin failed:\n${output}`)
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Rows below the line that starts with `header`, as words. No column of the tables read here holds spaces, except a time at the end. */
function tableRows(output: string, header: string): string[][] {
  const lines = resultLines(output)
  const start = lines.findIndex((line) => line.startsWith(header))
  if (start < 0) throw new Error(`mqadmin printed no table "${header}":\n${output}`)
  return lines.slice(start + 1).map((line) => line.split(/\s+/))
}

/** `yyyy-MM-dd HH:mm:ss,SSS` in local time. */
function readTime(text: string): Date | null {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d{3})$/.exec(text.trim())
  return match ? new Date(`${match[1]}T${match[2]}.${match[3]}`) : null
}

/** `[x]`; a message without the thing is printed as `[null]`. */
function unbracketed(text: string): string | null {
  const inner = text.replace(/^\[|\]$/g, '')
  return inner === 'null' ? null : inner
}

/** Java's `{a=1, b=2}`. A value may hold anything but `, name=`; keys here are property names. */
function readJavaMap(text: string): Map<string, string> {
  const inner = text.replace(/^\{|\}$/g, '')
  if (inner === '') return new Map()
  return new Map(
    inner.split(/, (?=[A-Za-z0-9_.-]+=)/).map((entry) => {
      const equals = entry.indexOf('=')
      return [entry.slice(0, equals), entry.slice(equals + 1)]
    }),
  )
}

const byBrokerName = (a: { brokerName: string }, b: { brokerName: string }) =>
  a.brokerName < b.brokerName ? -1 : a.brokerName > b.brokerName ? 1 : 0
