import { z } from 'zod'
import { csvRecord } from '#lib/api/csv.ts'
import { type CsvColumn, csvColumns } from '#lib/api/csv-columns.ts'
import type { Endpoint, List, PartialEntry } from '#lib/api/endpoint.ts'
import { type StreamAnswer, textStream } from '#lib/api/text-stream.ts'
import { audited } from '#lib/audit/audited.ts'
import type { Context } from '#lib/users/context.ts'
import { TimeZone } from '#lib/users/schema.ts'

/** What makes a file of a list, beside the list's own filters. */
export const exportQuery = {
  format: z.enum(['csv', 'ndjson']).optional().meta({
    description:
      'Every row of the filter as a file, whatever page and pageSize say. CSV (RFC 4180, cells that a spreadsheet would run are escaped) has the fields of the items, `?` for what is not known; NDJSON has the items themselves. Servers whose rows are missing are named at the end of the file and in X-Partial',
  }),
  timeZone: TimeZone.optional().meta({ description: 'Of the times in a CSV file; UTC unless told' }),
}
export type ExportQuery = { format: 'csv' | 'ndjson'; timeZone?: string | undefined }

/** Does the address ask for the file of a list instead of a page? */
export const asksForFile = (url: string): boolean => new URL(url).searchParams.has('format')

/** The endpoint as it is when it answers a file: two more parameters, and a row in the audit. */
export function exportOf(endpoint: Endpoint): Endpoint {
  const query = endpoint.query instanceof z.ZodObject ? endpoint.query : z.strictObject({})
  return {
    ...endpoint,
    query: query.extend({ ...exportQuery, format: exportQuery.format.unwrap() }),
    audit: { action: actionOf(endpoint), target: () => targetOf(endpoint) },
  }
}

/** More than any list has. */
const EVERY_ROW = 1_000_000
const ROWS_PER_PIECE = 500

/**
 * Every row of a filter as one file. The list is read once, so that no row is in it twice or missing between two pages, and
 * written while the client takes it. The export is a row of the audit.
 *
 * @param read the list's own verb, with its own permission check
 */
export async function exportList(
  ctx: Context,
  endpoint: Endpoint,
  { clusterId, format, timeZone = 'UTC' }: ExportQuery & { clusterId?: string | undefined },
  read: (query: { page: number; pageSize: number }) => Promise<List<unknown>>,
): Promise<StreamAnswer> {
  const entry = {
    action: actionOf(endpoint),
    target: targetOf(endpoint),
    ...(clusterId !== undefined && { clusterId }),
  }
  const list = await audited(ctx, entry, async (record) => {
    const { items, partial = [], sampledAt } = await read({ page: 1, pageSize: EVERY_ROW })
    record.after({ rows: items.length, ...(partial.length > 0 && { partial }) })
    return { items, partial, sampledAt }
  })
  const { items, partial } = list
  const itemSchema = itemOf(endpoint)
  const name = fileNameOf(endpoint, format, partial.length > 0)
  return {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson',
      'content-disposition': `attachment; filename="${name}"`,
      'x-total-count': `${items.length}`,
      ...(list.sampledAt && { 'x-sampled-at': list.sampledAt.toISOString() }),
      ...(partial.length > 0 && { 'x-partial': partial.map(({ address, code }) => `${address} ${code}`).join(', ') }),
    },
    body: textStream(
      format === 'csv' ? asCsv(items, csvColumns(itemSchema, timeZone), partial) : asNdjson(items, itemSchema, partial),
    ),
  }
}

async function* asCsv(
  items: readonly unknown[],
  columns: readonly CsvColumn[],
  partial: readonly PartialEntry[],
): AsyncGenerator<string> {
  yield csvRecord(columns.map(({ name }) => name))
  for (let at = 0; at < items.length; at += ROWS_PER_PIECE) {
    yield items
      .slice(at, at + ROWS_PER_PIECE)
      .map((item) => csvRecord(columns.map(({ cell }) => cell(item))))
      .join('')
  }
  // As many cells as any other record; no name in RocketMQ begins with `#`.
  for (const entry of partial) yield csvRecord([partialLine(entry), ...columns.slice(1).map(() => '')])
}

async function* asNdjson(
  items: readonly unknown[],
  schema: z.ZodType,
  partial: readonly PartialEntry[],
): AsyncGenerator<string> {
  for (let at = 0; at < items.length; at += ROWS_PER_PIECE) {
    yield items
      .slice(at, at + ROWS_PER_PIECE)
      .map((item) => `${JSON.stringify(z.encode(schema, item))}\n`)
      .join('')
  }
  if (partial.length > 0) yield `${JSON.stringify({ partial })}\n`
}

const partialLine = ({ address, brokerName, code, detail }: PartialEntry): string =>
  `# partial: ${address}${brokerName === undefined ? '' : ` (${brokerName})`} ${code}: ${detail}`

function itemOf(endpoint: Endpoint): z.ZodObject {
  const items = endpoint.response instanceof z.ZodObject ? endpoint.response.shape.items : undefined
  const item = items instanceof z.ZodArray ? items.element : undefined
  if (!(item instanceof z.ZodObject)) throw new Error(`${endpoint.path} is no list of objects`)
  return item
}

/** `topic:read` → `topic.export`; the thing is that of the permission. */
const actionOf = ({ permission }: Endpoint): string =>
  `${permission === 'signed-in' || permission === 'public' ? 'account' : permission.split(':')[0]}.export`

const targetOf = (endpoint: Endpoint) => ({ kind: 'list', name: lastWord(endpoint) })

/** `topics`, `subscriptions`: what the path ends with. */
const lastWord = ({ path }: Endpoint): string => path.split('/').at(-1) ?? ''

function fileNameOf(endpoint: Endpoint, format: string, isPartial: boolean): string {
  const at = new Date().toISOString().replace(/[:.]/g, '-')
  return `${lastWord(endpoint)}-${at}${isPartial ? '-partial' : ''}.${format}`
}
