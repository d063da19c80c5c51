import { asObject, asString } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import type { Attributes } from './attributes.ts'
import { defineRequest } from './define-request.ts'
import { decodeTopicConfig, type TopicConfigBody } from './topic-config.ts'

export interface AllTopicConfigBody {
  topicConfigs: TopicConfigBody[]
  /** 5.0+: topics whose queues are logical ("static topics"). */
  staticTopicNames: string[]
}

/**
 * GET_ALL_TOPIC_CONFIG (21), to a broker: the settings of every topic it has, in one answer.
 *
 * Request: no header, no body. 5.4+ answers in pages when `topicSeq`, `maxTopicNum` and `dataVersion` are sent; without
 * them every version sends everything (3 MB for 15,000 topics).
 * Reply body: `{"dataVersion":{…},"topicConfigTable":{"t":{"attributes":{},"order":false,"perm":6,"readQueueNums":8,
 * "topicFilterType":"SINGLE_TAG","topicName":"t","topicSysFlag":0,"writeQueueNums":8}}}`; 5.0+ adds `attributes`,
 * `topicQueueMappingDetailMap`, `topicQueueMappingInfoMap`, `mappingDataVersion`.
 *
 * @see protocol notes §4.3
 */
export const getAllTopicConfig = defineRequest<void, AllTopicConfigBody>({
  code: RequestCode.GET_ALL_TOPIC_CONFIG,
  encode: () => ({}),
  decode({ body }) {
    const reply = asObject(parseTolerantJson(body), '$')
    const table = asObject(reply.get('topicConfigTable'), '$.topicConfigTable')
    const shared = new Map<string, Attributes>()
    const mappings = reply.get('topicQueueMappingDetailMap')
    return {
      // One path for all: a text per topic would cost more than its decoding.
      topicConfigs: table.values.map((config) => decodeTopicConfig(config, '$.topicConfigTable.*', shared)),
      staticTopicNames:
        mappings == null
          ? []
          : asObject(mappings, '$.topicQueueMappingDetailMap').keys.map((name) =>
              asString(name, '$.topicQueueMappingDetailMap'),
            ),
    }
  },
})
