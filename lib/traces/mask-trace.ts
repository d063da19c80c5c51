import type { Masker } from '#lib/masking/masker.ts'
import type { MessageTrace, RawTraceRecord } from './schema.ts'

/** Where tags and keys stand in a record. */
const PLACES: Record<RawTraceRecord['type'], { tags?: number; keys?: number }> = {
  Pub: { tags: 6, keys: 7 },
  SubBefore: { keys: 7 },
  SubAfter: { keys: 5 },
  EndTransaction: { tags: 6, keys: 7 },
  Recall: {},
}

/** A trace with tag and keys as the rules for the topic of its message leave them, in its raw records too. */
export function maskTrace(masker: Masker, trace: MessageTrace): MessageTrace {
  if (masker.isEmpty) return trace
  const mask = (target: 'KEYS' | 'TAG', term: string) => masker.maskTraced(trace.topicName, target, term)
  const maskKeys = (text: string) =>
    text
      .split(' ')
      .filter(Boolean)
      .flatMap((key) => mask('KEYS', key) ?? [])
      .join(' ')
  const tags = trace.tags === null ? null : mask('TAG', trace.tags)
  const keys = trace.keys.flatMap((key) => mask('KEYS', key) ?? [])
  const isMasked = tags !== trace.tags || keys.join(' ') !== trace.keys.join(' ')
  return {
    ...trace,
    tags,
    keys,
    ...(isMasked && { isMasked }),
    records: trace.records.map((record) => {
      const places = PLACES[record.type]
      const fields = record.fields.map((field, place) => {
        if (field === '' || field === 'null') return field
        if (place === places.tags) return mask('TAG', field) ?? ''
        return place === places.keys ? maskKeys(field) : field
      })
      return { ...record, fields }
    }),
  }
}
