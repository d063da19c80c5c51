import { asBigInt, asNumber, asObject, type JsonObject } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface ViewBrokerStatsDataHeader {
  statsName: string
  statsKey: string
}

export interface StatsItemBody {
  sum: bigint
  /** Per second. */
  tps: number
  /** Average per event. */
  avgpt: number
}

export interface BrokerStatsBody {
  statsMinute: StatsItemBody
  statsHour: StatsItemBody
  statsDay: StatsItemBody
}

/**
 * VIEW_BROKER_STATS_DATA (315), to a broker: one of its own counters over the last minute, hour and day.
 *
 * Request: `statsName!`, `statsKey!`. Code 1 `The stats <name> <key> not exist` when nothing was ever counted.
 * Reply body: `{"statsDay":{"avgpt":1.0,"sum":3,"tps":0.0},"statsHour":{…},"statsMinute":{…}}`. Minutes are sampled every
 * 10 s, hours every 10 min, days hourly: young counters say 0.
 *
 * @see protocol notes §4.2, names and keys in §4.2.1
 */
export const viewBrokerStatsData = defineRequest<ViewBrokerStatsDataHeader, BrokerStatsBody>({
  code: RequestCode.VIEW_BROKER_STATS_DATA,
  encode: (header) => ({ header: { ...header } }),
  decode({ body }) {
    const reply = asObject(parseTolerantJson(body), '$')
    return {
      statsMinute: decodeItem(reply, 'statsMinute'),
      statsHour: decodeItem(reply, 'statsHour'),
      statsDay: decodeItem(reply, 'statsDay'),
    }
  },
})

function decodeItem(reply: JsonObject, name: string): StatsItemBody {
  const item = asObject(reply.get(name), `$.${name}`)
  return {
    sum: asBigInt(item.get('sum'), `$.${name}.sum`),
    tps: asNumber(item.get('tps') ?? 0, `$.${name}.tps`),
    avgpt: asNumber(item.get('avgpt') ?? 0, `$.${name}.avgpt`),
  }
}
