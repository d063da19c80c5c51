import { asArray, asBigInt, asBoolean, asNumber, asObject, asString, type JsonValue } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface ReplicaBody {
  brokerName: string
  /** 5.1+; null before. */
  brokerId: bigint | null
  brokerAddr: string
  /** Null from versions that do not say. */
  alive: boolean | null
}

export interface ReplicasInfoBody {
  masterBrokerId: bigint | null
  masterAddress: string | null
  masterEpoch: number
  syncStateSetEpoch: number
  inSyncReplicas: ReplicaBody[]
  notInSyncReplicas: ReplicaBody[]
}

/**
 * CONTROLLER_GET_SYNC_STATE_DATA (1006), to the controller that leads: who is master of each broker, and which replicas are as far
 * as it. 5.0+; ids of replicas from 5.1 on.
 *
 * Request body: `["broker-a"]`. An empty list gets code 1. Reply body: `{"replicasInfoTable":{"broker-a":{"inSyncReplicas":
 * [{"alive":true,"brokerAddress":"host:port","brokerId":1,"brokerName":"broker-a"}],"masterAddress":…,"masterBrokerId":1,
 * "masterEpoch":1,"notInSyncReplicas":[],"syncStateSetEpoch":2}}}`. Code 2007 from one that does not lead.
 *
 * @see protocol notes §4.10
 */
export const controllerGetSyncStateData = defineRequest<readonly string[], Map<string, ReplicasInfoBody>>({
  code: RequestCode.CONTROLLER_GET_SYNC_STATE_DATA,
  encode: (brokerNames) => ({ body: Buffer.from(JSON.stringify(brokerNames)) }),
  decode({ body }) {
    const table = asObject(parseTolerantJson(body), '$').get('replicasInfoTable')
    const entries = table == null ? [] : Object.entries(asObject(table, '$.replicasInfoTable').asRecord())
    return new Map(entries.map(([brokerName, info]) => [brokerName, decodeInfo(info, brokerName)]))
  },
})

function decodeInfo(value: JsonValue, brokerName: string): ReplicasInfoBody {
  const path = `$.replicasInfoTable.${brokerName}`
  const info = asObject(value, path)
  const masterBrokerId = info.get('masterBrokerId')
  const masterAddress = info.get('masterAddress')
  const replicas = (key: string) =>
    asArray(info.get(key) ?? [], `${path}.${key}`).map((replica) => decodeReplica(replica, `${path}.${key}[]`))
  return {
    masterBrokerId: masterBrokerId == null ? null : asBigInt(masterBrokerId, `${path}.masterBrokerId`),
    masterAddress: masterAddress == null ? null : asString(masterAddress, `${path}.masterAddress`),
    masterEpoch: asNumber(info.get('masterEpoch') ?? 0n, `${path}.masterEpoch`),
    syncStateSetEpoch: asNumber(info.get('syncStateSetEpoch') ?? 0n, `${path}.syncStateSetEpoch`),
    inSyncReplicas: replicas('inSyncReplicas'),
    notInSyncReplicas: replicas('notInSyncReplicas'),
  }
}

function decodeReplica(value: JsonValue, path: string): ReplicaBody {
  const replica = asObject(value, path)
  const brokerId = replica.get('brokerId')
  const alive = replica.get('alive')
  const address = replica.get('brokerAddress') ?? replica.get('brokerAddr') ?? replica.get('address')
  return {
    brokerName: asString(replica.get('brokerName') ?? '', `${path}.brokerName`),
    brokerId: brokerId == null ? null : asBigInt(brokerId, `${path}.brokerId`),
    brokerAddr: address == null ? '' : asString(address, `${path}.brokerAddress`),
    alive: alive == null ? null : asBoolean(alive, `${path}.alive`),
  }
}
