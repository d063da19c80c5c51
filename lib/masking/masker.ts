import { DecompressionError, decompressBody } from '#lib/rocketmq/codec/decompress-body.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { CompiledRule } from './compile-rule.ts'
import { type MaskedBody, maskBody, withheld } from './mask-body.ts'
import { type MaskedProperties, maskProperties, maskTermBy } from './mask-terms.ts'
import { topicsOf } from './message-topics.ts'

const TRACE_TOPIC = 'RMQ_SYS_TRACE_TOPIC'
/** How the records of a trace message begin: U+0001 ends a field. */
const TRACE_STARTS = ['Pub', 'SubBefore', 'SubAfter', 'EndTransaction', 'Recall'].map((word) =>
  Buffer.from(`${word}\u0001`),
)

/** The rules of one cluster, compiled. */
export class Masker {
  private readonly rules: readonly CompiledRule[]
  /** Those for keys and tags: trace messages tell of these of other messages. */
  private readonly termRules: readonly CompiledRule[]
  private readonly byTopics = new Map<string, readonly CompiledRule[]>()

  /** @param rules in their order */
  constructor(rules: readonly CompiledRule[]) {
    this.rules = rules
    this.termRules = rules.filter(hidesTerms)
  }

  get isEmpty(): boolean {
    return this.rules.length === 0
  }

  /** What the rules leave of a message; null: no rule is about it. */
  maskingOf(message: StoredMessage): Masking | null {
    if (this.isEmpty) return null
    const rules = this.rulesOf(topicsOf(message))
    return rules.length > 0 || this.termRules.length > 0 ? new Masking(message, rules, this.termRules) : null
  }

  /** A key or a tag in a trace; null: nothing of it is shown. @param topicName as a client wrote it down; null: it is not known */
  maskTraced(topicName: string | null, target: 'KEYS' | 'TAG', term: string): string | null {
    const rules = this.termRules.filter(
      (rule) => topicName === null || rule.isForTopic(topicName) || rule.isForShortName(topicName),
    )
    return maskTermBy(rules, target, term)
  }

  /** A key or a tag of messages of a topic; null: nothing of it is shown. @param topicName null: of any */
  maskTerm(topicName: string | null, target: 'KEYS' | 'TAG', term: string): string | null {
    // Of a copy nobody knows where it is from, before it is read.
    const isOwn = topicName !== null && !mayHoldAny(topicName)
    return maskTermBy(this.rulesOf(isOwn ? [topicName] : null), target, term)
  }

  /** @param topics null: all rules */
  private rulesOf(topics: readonly string[] | null): readonly CompiledRule[] {
    if (topics === null) return this.rules
    const key = topics.join('\n')
    let rules = this.byTopics.get(key)
    if (!rules) {
      rules = this.rules.filter(({ isForTopic }) => topics.some(isForTopic))
      if (this.byTopics.size > 10_000) this.byTopics.clear()
      this.byTopics.set(key, rules)
    }
    return rules
  }
}

/** What the rules leave of one message; each part is worked out when it is asked for, and once. */
export class Masking {
  readonly original: StoredMessage
  private readonly rules: readonly CompiledRule[]
  /** Rules for keys and tags of other messages, which this one may tell of. */
  private readonly rulesOfOthers: readonly CompiledRule[]
  private maskedBody: MaskedBody | null | undefined
  private maskedProperties: MaskedProperties | null | undefined
  private isTrace: boolean | undefined

  constructor(original: StoredMessage, rules: readonly CompiledRule[], rulesOfOthers: readonly CompiledRule[]) {
    this.original = original
    this.rules = rules
    this.rulesOfOthers = rulesOfOthers
  }

  /** null: the body is what it was. */
  get body(): MaskedBody | null {
    if (this.maskedBody === undefined) this.maskedBody = this.maskBody()
    return this.maskedBody
  }

  /** Of the body as its producer sent it; as stored, where it cannot be decompressed. */
  get bodyBytes(): number {
    try {
      return decompressBody(this.original).length
    } catch {
      return this.original.storedBody.length
    }
  }

  /** null: they are what they were. */
  get properties(): MaskedProperties | null {
    if (this.maskedProperties === undefined) {
      const rules = this.tellsOfOthers ? [...new Set([...this.rules, ...this.rulesOfOthers])] : this.rules
      this.maskedProperties = maskProperties(rules, this.original.properties)
    }
    return this.maskedProperties
  }

  private get tellsOfOthers(): boolean {
    this.isTrace ??= this.rulesOfOthers.length > 0 && holdsTrace(this.original)
    return this.isTrace
  }

  private maskBody(): MaskedBody | null {
    const [other] = this.rulesOfOthers
    if (other && this.tellsOfOthers) return withheld(other, 'TRACE')
    const rules = this.rules.filter(({ appliesTo }) => appliesTo.has('JSON') || appliesTo.has('TEXT'))
    const [first] = rules
    if (!first) return null
    try {
      return maskBody(rules, decompressBody(this.original))
    } catch (error) {
      if (error instanceof DecompressionError) return withheld(first, 'DAMAGED')
      throw error
    }
  }
}

/** Topics that hold copies of messages of others. */
export const mayHoldAny = (topicName: string) => /^(%|rmq_sys|SCHEDULE_TOPIC|TRANS_CHECK|RMQ_SYS)/.test(topicName)

const hidesTerms = ({ appliesTo }: CompiledRule) => appliesTo.has('KEYS') || appliesTo.has('TAG')

function holdsTrace(message: StoredMessage): boolean {
  if (message.topicName === TRACE_TOPIC) return true
  try {
    const body = decompressBody(message)
    return TRACE_STARTS.some((start) => body.subarray(0, start.length).equals(start))
  } catch {
    return false
  }
}
