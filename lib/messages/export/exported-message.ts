import type { z } from 'zod'
import { csvRecord } from '#lib/api/csv.ts'
import { csvColumns } from '#lib/api/csv-columns.ts'
import { bodyText } from '#lib/body-text.ts'
import { isBodyMasked, isBodyWithheld, maskNotesOf, storedFactsOf } from '#lib/masking/mask-messages.ts'
import { bodyBytesOf } from '#lib/messages/message-body.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { ExportedMessage, type ExportFormat, exportLimits } from '#lib/messages/schema.ts'
import { keysOf } from '#lib/messages/to-message-item.ts'

type BodyFields = Pick<z.output<typeof ExportedMessage>, 'body' | 'bodyAs' | 'bodyBytes' | 'bodyWithheld'>

/** A message as it stands in a file. */
export function toExportedMessage(
  { server, message }: FoundMessage,
  bodyMode: ExportFormat['bodyMode'],
): z.output<typeof ExportedMessage> {
  const { properties } = message
  return {
    topicName: message.topicName,
    brokerName: server.brokerName,
    queueId: message.queueId,
    queueOffset: message.queueOffset,
    uniqKey: message.uniqKey,
    offsetMsgId: message.offsetMsgId,
    bornTimestamp: message.bornTimestamp,
    storeTimestamp: message.storeTimestamp,
    bornHost: message.bornHost,
    tags: properties.get('TAGS') ?? null,
    keys: keysOf(message),
    properties: Object.fromEntries(properties),
    reconsumeTimes: message.reconsumeTimes,
    storeBytes: message.storeBytes,
    bodyCrc: isBodyMasked(message) ? null : message.bodyCrc,
    ...bodyFields(message, bodyMode),
    isMasked: maskNotesOf(message, { withBody: bodyMode !== 'none' }).length > 0,
  }
}

function bodyFields(message: FoundMessage['message'], bodyMode: ExportFormat['bodyMode']): BodyFields {
  const nothing = { body: null, bodyAs: null, bodyWithheld: null }
  const stored = storedFactsOf(message)
  if (stored && bodyMode === 'none') return { ...nothing, bodyBytes: stored.bodyBytes }
  if (stored && isBodyWithheld(message)) return { ...nothing, bodyBytes: stored.bodyBytes, bodyWithheld: 'MASKED' }
  const decoded = bodyBytesOf(message)
  if ('damage' in decoded) {
    const withheld = bodyMode === 'none' ? null : ('DAMAGED' as const)
    return { ...nothing, bodyBytes: message.storedBody.length, bodyWithheld: withheld }
  }
  const { bytes } = decoded
  const bodyBytes = stored?.bodyBytes ?? bytes.length
  if (bodyMode === 'none') return { ...nothing, bodyBytes }
  if (bytes.length > exportLimits.bodyBytes) return { ...nothing, bodyBytes, bodyWithheld: 'TOO_LARGE' }
  const text = bodyMode === 'text' ? bodyText(bytes) : null
  if (text !== null) return { body: text, bodyAs: 'text', bodyBytes, bodyWithheld: null }
  return { body: bytes.toString('base64'), bodyAs: 'base64', bodyBytes, bodyWithheld: null }
}

export interface ExportWriter {
  contentType: string
  /** What stands before the first message. */
  head: string
  line: (found: FoundMessage) => string
  /** Something that is no message: what could not be had, and why. */
  remark: (text: string) => string
}

/** How messages are written. CSV begins with the names of its columns, and what a spreadsheet would run is escaped. */
export function exportWriter({ format, bodyMode, timeZone = 'UTC' }: ExportFormat): ExportWriter {
  if (format === 'ndjson') {
    return {
      contentType: 'application/x-ndjson',
      head: '',
      line: (found) => {
        const { queueOffset, ...rest } = toExportedMessage(found, bodyMode)
        // As z.encode would, which takes longer for one message than all the rest; times become ISO texts by themselves.
        return `${JSON.stringify({ ...rest, queueOffset: queueOffset.toString() })}\n`
      },
      remark: (text) => `${JSON.stringify({ remark: text })}\n`,
    }
  }
  const columns = csvColumns(ExportedMessage, timeZone)
  return {
    contentType: 'text/csv; charset=utf-8; header=present',
    head: csvRecord(columns.map(({ name }) => name)),
    line: (found) => {
      const message = toExportedMessage(found, bodyMode)
      return csvRecord(columns.map(({ cell }) => cell(message)))
    },
    // As many cells as any other record.
    remark: (text) => csvRecord([`# ${text}`, ...columns.slice(1).map(() => '')]),
  }
}
