import { asNumber, asObject, asString, type JsonValue } from '../codec/json-value.ts'

/** One logical broker as 106, 105 and 901 write it: `{"brokerAddrs":{0:"host:port",1:"host:port"},"brokerName":…,"cluster":…}`. */
export interface BrokerDataBody {
  cluster: string
  brokerName: string
  brokerAddrs: { brokerId: number; brokerAddr: string }[]
}

/** @throws ProtocolError */
export function decodeBrokerData(value: JsonValue | undefined, path: string): BrokerDataBody {
  const broker = asObject(value, path)
  const addrs = asObject(broker.get('brokerAddrs'), `${path}.brokerAddrs`)
  return {
    cluster: asString(broker.get('cluster'), `${path}.cluster`),
    brokerName: asString(broker.get('brokerName'), `${path}.brokerName`),
    brokerAddrs: addrs.entries.map(([brokerId, brokerAddr]) => ({
      // Bare integers, or quoted where the server was asked for standard JSON.
      brokerId: asNumber(brokerId, `${path}.brokerAddrs`),
      brokerAddr: asString(brokerAddr, `${path}.brokerAddrs`),
    })),
  }
}
