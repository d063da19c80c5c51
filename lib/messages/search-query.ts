import { AppError, type FieldError } from '#lib/errors.ts'
import { decodeCursor } from './cursor.ts'
import { compileFilter, type MessageFilter } from './filter/message-filter.ts'
import { type MessageOrder, MessageQuery, queryLimits } from './schema.ts'

interface Filters {
  order: MessageOrder
  queues?: string[]
  tag?: string
  filter?: string
}
export type NewestQuery = Filters & { mode: 'newest'; topic: string; n: number }
export type TimeQuery = Filters & { mode: 'time'; topic: string; from: Date; to: Date }
export type KeyQuery = Filters & { mode: 'key'; topic: string; key: string; from: Date; to: Date }
export type IdQuery = Filters & { mode: 'id'; id: string; topic?: string }
export type PositionQuery = Filters & {
  mode: 'position'
  topic: string
  broker: string
  queueId: number
  offset: bigint
  n: number
}
/** A message and up to `n` on each side of it in its queue. */
export type AroundQuery = Omit<PositionQuery, 'mode'> & { mode: 'around' }
/** A search with its defaults filled in. */
export type SearchQuery = NewestQuery | TimeQuery | KeyQuery | IdQuery | PositionQuery | AroundQuery

export interface Search {
  query: SearchQuery
  /** That of the query, read. */
  filter: MessageFilter | undefined
  /** As asked for; each mode has its own default. */
  pageSize: number | undefined
  /** Where a cursor left off; undefined on the first page. */
  position: unknown
}

const DAY_MS = 86_400_000
/** Store times are those of brokers' clocks: one that runs ahead must not lose its newest messages. */
const CLOCK_SLACK_MS = 60_000

type Field = Exclude<keyof MessageQuery, 'cursor' | 'pageSize'>
/** Of the fields that mean something in some modes only. */
const fieldsOfMode: Record<SearchQuery['mode'], readonly Field[]> = {
  newest: ['n', 'queues'],
  time: ['from', 'to', 'queues'],
  key: ['key', 'from', 'to', 'queues'],
  id: ['id'],
  position: ['n', 'broker', 'queueId', 'offset'],
  around: ['n', 'broker', 'queueId', 'offset'],
}
const modeFields: readonly Field[] = ['n', 'from', 'to', 'key', 'id', 'queues', 'broker', 'queueId', 'offset']

/** What a cursor holds of the query: the wire form, which JSON keeps exactly. */
export interface CursorState {
  query: Record<string, string>
  position: unknown
}

/** What a cursor of this cluster is bound to. */
export const cursorScope = (clusterId: string) => `messages ${clusterId}`

/**
 * The search that a request asks for, new or continued.
 *
 * @throws AppError INVALID_INPUT when a field is missing, has no meaning in the mode or differs from that of the cursor
 */
export function openSearch(clusterId: string, given: MessageQuery, now: Date): Search {
  const { cursor, pageSize, ...fields } = given
  if (cursor === undefined) return searchOf(newQuery(fields, now), pageSize, undefined)
  const state = decodeCursor(cursorScope(clusterId), cursor) as CursorState // signed by us, so made by `cursorStateOf`
  requireSameFields(wireForm(fields), state.query)
  return searchOf(newQuery(MessageQuery.parse(state.query), now), pageSize, state.position)
}

function searchOf(query: SearchQuery, pageSize: number | undefined, position: unknown): Search {
  return { query, filter: query.filter === undefined ? undefined : compileFilter(query.filter), pageSize, position }
}

export function cursorStateOf(query: SearchQuery, position: unknown): CursorState {
  return { query: wireForm(query), position }
}

function newQuery(given: Omit<MessageQuery, 'cursor' | 'pageSize'>, now: Date): SearchQuery {
  const { mode = 'newest', order = 'newest', topic, queues, tag, filter } = given
  const missing: FieldError[] = []
  const need = <T>(name: Field, value: T | undefined, stand: T): T => {
    if (value === undefined) missing.push({ path: `query.${name}`, rule: 'required', detail: `${mode} needs ${name}.` })
    return value ?? stand
  }
  const strange = modeFields.filter((name) => given[name] !== undefined && !fieldsOfMode[mode].includes(name))
  const filters: Filters = {
    order,
    ...(queues && { queues }),
    ...(tag !== undefined && { tag }),
    ...(filter !== undefined && { filter }),
  }
  const query = ((): SearchQuery => {
    switch (mode) {
      case 'newest':
        return { mode, topic: need('topic', topic, ''), n: given.n ?? queryLimits.newest.default, ...filters }
      case 'time': {
        const to = given.to ?? new Date(now.getTime() + CLOCK_SLACK_MS)
        return { mode, topic: need('topic', topic, ''), from: need('from', given.from, now), to, ...filters }
      }
      case 'key': {
        const to = given.to ?? new Date(now.getTime() + CLOCK_SLACK_MS)
        const from = given.from ?? new Date(to.getTime() - queryLimits.keyDays * DAY_MS)
        return { mode, topic: need('topic', topic, ''), key: need('key', given.key, ''), from, to, ...filters }
      }
      case 'id':
        return { mode, id: need('id', given.id, '').trim(), ...(topic !== undefined && { topic }), ...filters }
      case 'position':
      case 'around':
        return {
          mode,
          topic: need('topic', topic, ''),
          broker: need('broker', given.broker, ''),
          queueId: need('queueId', given.queueId, 0),
          offset: need('offset', given.offset, 0n),
          n: given.n ?? queryLimits[mode].default,
          ...filters,
        }
    }
  })()
  const wrong = [...missing, ...strange.map((name) => notInMode(name, mode)), ...rangeErrors(query)]
  if (wrong.length > 0) {
    throw new AppError('INVALID_INPUT', wrong.map(({ detail }) => detail).join(' '), { fields: wrong })
  }
  return query
}

function notInMode(name: Field, mode: string): FieldError {
  return {
    path: `query.${name}`,
    rule: 'notInMode',
    params: { mode },
    detail: `${name} has no meaning in mode ${mode}.`,
  }
}

function rangeErrors(query: SearchQuery): FieldError[] {
  const errors: FieldError[] = []
  if ('from' in query && query.from > query.to) {
    errors.push({ path: 'query.from', rule: 'afterEnd', detail: 'from lies after to.' })
  }
  if (query.mode !== 'position' && query.mode !== 'around') return errors
  const { max } = queryLimits[query.mode]
  if (query.n > max) {
    const detail = `n is at most ${max} in mode ${query.mode}.`
    errors.push({ path: 'query.n', rule: 'tooBig', params: { max }, detail })
  }
  if (query.offset < 0n) {
    errors.push({ path: 'query.offset', rule: 'tooSmall', params: { min: 0 }, detail: 'offset is at least 0.' })
  }
  return errors
}

/** As it stands in a URL, whatever was left out left out. */
function wireForm(fields: Partial<Record<Field, unknown>>): Record<string, string> {
  const wire: Record<string, string> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    wire[name] = value instanceof Date ? value.toISOString() : String(value)
  }
  return wire
}

function requireSameFields(given: Record<string, string>, first: Record<string, string>): void {
  const different = Object.keys(given).filter((name) => given[name] !== first[name])
  if (different.length === 0) return
  const fields = different.map((name) => ({
    path: `query.${name}`,
    rule: 'differsFromCursor',
    detail: `${name} differs from that of the search which the cursor continues.`,
  }))
  throw new AppError('INVALID_INPUT', fields.map(({ detail }) => detail).join(' '), { fields })
}
