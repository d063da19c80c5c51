import { asArray, asObject, asString, type JsonObject, type JsonValue } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { type BrokerDataBody, decodeBrokerData } from './broker-data.ts'
import { defineRequest } from './define-request.ts'

export interface ClusterInfoBody {
  brokers: BrokerDataBody[]
  clusters: { cluster: string; brokerNames: string[] }[]
}

/**
 * GET_BROKER_CLUSTER_INFO (106), to a name server: the brokers that are registered with it.
 *
 * Request: no header, no body.
 * Reply body: `{"brokerAddrTable":{"broker-a":{"brokerAddrs":{0:"host:port",1:"host:port"},"brokerName":"broker-a",
 * "cluster":"DefaultCluster"}},"clusterAddrTable":{"DefaultCluster":["broker-a"]}}`. Broker ids are bare integer keys in
 * every version; no switch makes them standard JSON. 5.x adds `enableActingMaster` and `zoneName`.
 *
 * @see protocol notes §4.1, §3.2
 */
export const getBrokerClusterInfo = defineRequest<void, ClusterInfoBody>({
  code: RequestCode.GET_BROKER_CLUSTER_INFO,
  encode: () => ({}),
  decode({ body }) {
    const info = asObject(parseTolerantJson(body), '$')
    return {
      brokers: table(info, 'brokerAddrTable').map(([name, data]) =>
        decodeBrokerData(data, `$.brokerAddrTable.${asString(name, '$.brokerAddrTable')}`),
      ),
      clusters: table(info, 'clusterAddrTable').map(([name, brokerNames]) => {
        const cluster = asString(name, '$.clusterAddrTable')
        const path = `$.clusterAddrTable.${cluster}`
        return { cluster, brokerNames: asArray(brokerNames, path).map((brokerName) => asString(brokerName, path)) }
      }),
    }
  },
})

/** Empty when absent: null members are left out of what servers write. */
function table(info: JsonObject, name: string): [JsonValue, JsonValue][] {
  const value = info.get(name)
  return value === undefined ? [] : asObject(value, `$.${name}`).entries
}
