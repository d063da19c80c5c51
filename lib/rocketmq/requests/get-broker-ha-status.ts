import { asArray, asBigInt, asBoolean, asNumber, asObject, asString, type JsonValue } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface HaConnectionBody {
  addr: string
  slaveAckOffset: bigint
  diff: bigint
  inSync: boolean
  transferredByteInSecond: bigint
  transferFromWhere: bigint
}

export interface HaClientBody {
  /** Absent on a master, which has no master of its own. */
  masterAddr: string | null
  transferredByteInSecond: bigint
  maxOffset: bigint
  lastReadTimestamp: number
  lastWriteTimestamp: number
  masterFlushOffset: bigint
}

export interface BrokerHaStatusBody {
  master: boolean
  masterCommitLogMaxOffset: bigint
  inSyncSlaveNums: number
  haConnectionInfo: HaConnectionBody[]
  haClientRuntimeInfo: HaClientBody | null
}

/**
 * GET_BROKER_HA_STATUS (907), to a broker: how its replication goes, from its own side. 5.0+. Offsets are commit-log bytes.
 *
 * Request: no header, no body.
 * Reply body: `{"haClientRuntimeInfo":{…},"haConnectionInfo":[{"addr":"10.0.0.2:4711","diff":0,"inSync":true,
 * "slaveAckOffset":1, …}],"inSyncSlaveNums":1,"master":true,"masterCommitLogMaxOffset":1}`. On 5.5.0 a master sends
 * `haClientRuntimeInfo` too, all zero.
 *
 * @see protocol notes §4.2
 */
export const getBrokerHaStatus = defineRequest<void, BrokerHaStatusBody>({
  code: RequestCode.GET_BROKER_HA_STATUS,
  encode: () => ({}),
  decode({ body }) {
    const reply = asObject(parseTolerantJson(body), '$')
    const client = reply.get('haClientRuntimeInfo')
    return {
      master: asBoolean(reply.get('master'), '$.master'),
      masterCommitLogMaxOffset: asBigInt(reply.get('masterCommitLogMaxOffset') ?? 0n, '$.masterCommitLogMaxOffset'),
      inSyncSlaveNums: asNumber(reply.get('inSyncSlaveNums') ?? 0n, '$.inSyncSlaveNums'),
      haConnectionInfo: asArray(reply.get('haConnectionInfo') ?? [], '$.haConnectionInfo').map(decodeConnection),
      haClientRuntimeInfo: client == null ? null : decodeClient(client),
    }
  },
})

function decodeConnection(value: JsonValue): HaConnectionBody {
  const path = '$.haConnectionInfo[]'
  const connection = asObject(value, path)
  return {
    addr: asString(connection.get('addr'), `${path}.addr`),
    slaveAckOffset: asBigInt(connection.get('slaveAckOffset'), `${path}.slaveAckOffset`),
    diff: asBigInt(connection.get('diff'), `${path}.diff`),
    inSync: asBoolean(connection.get('inSync'), `${path}.inSync`),
    transferredByteInSecond: asBigInt(connection.get('transferredByteInSecond') ?? 0n, path),
    transferFromWhere: asBigInt(connection.get('transferFromWhere') ?? 0n, path),
  }
}

function decodeClient(value: JsonValue): HaClientBody {
  const path = '$.haClientRuntimeInfo'
  const client = asObject(value, path)
  const masterAddr = client.get('masterAddr')
  return {
    masterAddr: masterAddr == null ? null : asString(masterAddr, `${path}.masterAddr`),
    transferredByteInSecond: asBigInt(client.get('transferredByteInSecond') ?? 0n, path),
    maxOffset: asBigInt(client.get('maxOffset') ?? 0n, `${path}.maxOffset`),
    lastReadTimestamp: asNumber(client.get('lastReadTimestamp') ?? 0n, `${path}.lastReadTimestamp`),
    lastWriteTimestamp: asNumber(client.get('lastWriteTimestamp') ?? 0n, `${path}.lastWriteTimestamp`),
    masterFlushOffset: asBigInt(client.get('masterFlushOffset') ?? 0n, `${path}.masterFlushOffset`),
  }
}
