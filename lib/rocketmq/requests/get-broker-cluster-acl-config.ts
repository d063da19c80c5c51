import { asArray, asObject, asString, type JsonValue } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { booleanOrNull, textOrNull } from './lenient-json.ts'

/** An account of ACL 1.0. Its secret is not read. */
export interface PlainAccessConfig {
  accessKey: string
  whiteRemoteAddress: string | null
  admin: boolean
  /** `DENY`, `PUB`, `SUB`, `PUB|SUB`. */
  defaultTopicPerm: string | null
  defaultGroupPerm: string | null
  /** `topic=PUB|SUB` each. */
  topicPerms: string[]
  groupPerms: string[]
}

export interface AclConfigBody {
  globalWhiteAddrs: string[]
  plainAccessConfigs: PlainAccessConfig[]
}

/**
 * GET_BROKER_CLUSTER_ACL_CONFIG (54), to a broker with ACL 1.0: 4.9.0 to 4.9.7 and 5.0 to 5.2; others answer 3. **No reply at all
 * where `aclEnable` is false**: look at that first.
 *
 * Request: no header, no body.
 * Reply body: `{"globalWhiteAddrs":["10.*"],"plainAccessConfigs":[{"accessKey":"a","secretKey":"clear text","admin":false,
 * "topicPerms":["t=PUB"], …}]}`.
 *
 * @see protocol notes §4.8
 */
export const getBrokerClusterAclConfig = defineRequest<void, AclConfigBody>({
  code: RequestCode.GET_BROKER_CLUSTER_ACL_CONFIG,
  encode: () => ({}),
  decode({ body }) {
    const config = asObject(parseTolerantJson(body), '$')
    return {
      globalWhiteAddrs: texts(config.get('globalWhiteAddrs'), '$.globalWhiteAddrs'),
      plainAccessConfigs: listOf(config.get('plainAccessConfigs'), '$.plainAccessConfigs').map((value, index) => {
        const path = `$.plainAccessConfigs[${index}]`
        const account = asObject(value, path)
        return {
          accessKey: asString(account.get('accessKey'), `${path}.accessKey`),
          whiteRemoteAddress: textOrNull(account.get('whiteRemoteAddress')) || null,
          admin: booleanOrNull(account.get('admin')) ?? false,
          defaultTopicPerm: textOrNull(account.get('defaultTopicPerm')) || null,
          defaultGroupPerm: textOrNull(account.get('defaultGroupPerm')) || null,
          topicPerms: texts(account.get('topicPerms'), `${path}.topicPerms`),
          groupPerms: texts(account.get('groupPerms'), `${path}.groupPerms`),
        }
      }),
    }
  },
})

const listOf = (value: JsonValue | undefined, path: string): JsonValue[] => (value == null ? [] : asArray(value, path))
const texts = (value: JsonValue | undefined, path: string): string[] =>
  listOf(value, path).map((each, index) => asString(each, `${path}[${index}]`))
