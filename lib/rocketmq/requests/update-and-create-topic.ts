import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface UpdateAndCreateTopicHeader {
  topic: string
  readQueueNums: number
  writeQueueNums: number
  /** 4 read + 2 write + 1 inherit. */
  perm: number
  topicFilterType: string
  topicSysFlag: number
  order: boolean
  /** 5.0+: changes of attributes. Not sent when empty. */
  attributes: { set: Readonly<Record<string, string>>; remove: readonly string[] }
}

/**
 * UPDATE_AND_CREATE_TOPIC (17), to a master: creates a topic, or replaces its settings as a whole. A slave says SUCCESS and
 * forgets it.
 *
 * Request: `topic!`, `defaultTopic!`, `readQueueNums!`, `writeQueueNums!`, `perm!`, `topicFilterType!`, `topicSysFlag`,
 * `order!`, 5.0+ `attributes` as changes: `+key=value,-key`. Its syntax has no escapes.
 * 4.9 ignores `order` and `attributes` and says SUCCESS (verified against 4.9.7).
 * Reply: no body; a default remark comes with SUCCESS. Bad or system names: code 29 (verified against 5.3.3 and 5.5.0), 1
 * before (4.9.7 and 5.1.4).
 *
 * @throws RangeError from `encode` when an attribute cannot be written in that syntax
 * @see protocol notes §4.3
 */
export const updateAndCreateTopic = defineRequest<UpdateAndCreateTopicHeader, void>({
  code: RequestCode.UPDATE_AND_CREATE_TOPIC,
  isWrite: true,
  encode({ attributes, ...header }) {
    const changes = [
      ...Object.entries(attributes.set).map(([key, value]) => `+${writable(key, /[-+,=]/)}=${writable(value, /[,=]/)}`),
      ...attributes.remove.map((key) => `-${writable(key, /[-+,=]/)}`),
    ]
    return {
      header: {
        ...header,
        defaultTopic: 'TBW102',
        attributes: changes.length === 0 ? undefined : changes.join(','),
      },
    }
  },
  decode: () => undefined,
})

function writable(text: string, forbidden: RegExp): string {
  if (text === '' || forbidden.test(text))
    throw new RangeError(`A topic attribute cannot carry ${JSON.stringify(text)}`)
  return text
}
