import { type Severity, severities } from '#lib/alarms/schema.ts'
import { type FormatLocale, formatDuration, formatInstant } from '#lib/format.ts'
import { actionLink, alarmLink } from './alarm-links.ts'
import { formatValue, wordsOf } from './message-words.ts'
import type { AlarmNotice } from './notice.ts'
import { renderTemplate } from './render-template.ts'

export interface MessageLink {
  kind: 'open' | 'acknowledge' | 'silence' | 'runbook'
  label: string
  url: string
}

/** One notice in words. */
export interface MessageItem {
  notice: AlarmNotice
  /** Severity, value against threshold, object, cluster and environment, since. */
  firstLine: string
  details: string[]
  links: MessageLink[]
}

/** What one message says, before a channel gives it its form. */
export interface Message {
  messageId: string
  kind: 'ALARM' | 'DIGEST' | 'HEARTBEAT' | 'TEST'
  language: FormatLocale
  title: string
  /** Lines under the title of a message that is about no alarm, or about several. */
  lines: string[]
  items: MessageItem[]
  severity: Severity
  /** Nothing of it fires any more. */
  isResolved: boolean
  at: Date
}

/** A message with more is cut: nobody reads on, and platforms limit the length. */
const MAX_ITEMS = 20
const DIGEST_ITEMS = 10

const instant = (at: Date): string => `${formatInstant(at, 'UTC', false)} UTC`

/** Values of the variables of a rule's template for one notice. */
export function variablesOf(notice: AlarmNotice, language: FormatLocale, count: number): Record<string, string> {
  const words = wordsOf(language)
  return {
    cluster: notice.clusterName,
    environment: notice.environment,
    object: words.object(notice),
    namespace: notice.object.namespace ?? words.noneOf,
    owner: notice.owner ?? words.noneOf,
    metric: notice.metric,
    value: formatValue(notice.value, notice.unit, language),
    threshold: formatValue(notice.threshold, notice.unit, language),
    severity: words.severity[notice.severity],
    since: instant(notice.since),
    duration: formatDuration(Math.max(0, notice.at.getTime() - notice.since.getTime()), language),
    trend: notice.trend ? words.trend[notice.trend] : words.unknownValue,
    link: alarmLink(notice),
    runbook: notice.runbookUrl ?? words.noneOf,
    labels: labelText(notice.labels) || words.noneOf,
    count: String(count),
  }
}

const labelText = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')

/** One notice in words. */
export function describeNotice(notice: AlarmNotice, language: FormatLocale, count = 1): MessageItem {
  const words = wordsOf(language)
  const values = variablesOf(notice, language, count)
  const state = words.state(notice.transition, words.severity[notice.severity])
  const value =
    notice.value === null && notice.threshold === null
      ? notice.ruleName
      : `${notice.ruleName}${words.colon}${values.value} ${words.threshold(values.threshold ?? '')}`
  const firstLine = [
    state,
    value,
    words.object(notice),
    words.cluster(notice.clusterName, notice.environment),
    words.since(instant(notice.since)),
  ].join(' · ')
  const own = language === 'zh-CN' ? notice.template?.zhCN : notice.template?.en
  const facts: [string, string | undefined][] = [
    [words.trendLabel, notice.trend ? words.trend[notice.trend] : undefined],
    [words.durationLabel, values.duration],
    [words.ownerLabel, notice.owner ?? undefined],
    [words.labelsLabel, labelText(notice.labels) || undefined],
  ]
  return {
    notice,
    firstLine,
    details: own
      ? renderTemplate(own, values).split('\n')
      : facts.flatMap(([label, fact]) => (fact === undefined ? [] : [`${label}${words.colon}${fact}`])),
    links: linksOf(notice, language),
  }
}

function linksOf(notice: AlarmNotice, language: FormatLocale): MessageLink[] {
  const words = wordsOf(language)
  const links: MessageLink[] = [{ kind: 'open', label: words.open, url: alarmLink(notice) }]
  if (notice.runbookUrl) links.push({ kind: 'runbook', label: words.runbook, url: notice.runbookUrl })
  if (notice.transition !== 'RESOLVED') {
    links.push(
      { kind: 'acknowledge', label: words.acknowledge, url: actionLink(notice, 'acknowledge', notice.at) },
      { kind: 'silence', label: words.silence, url: actionLink(notice, 'silence', notice.at) },
    )
  }
  return links
}

const rank = ({ severity }: AlarmNotice): number => severities.indexOf(severity)

/**
 * The message about some notices: one is told in full, several as a list with the worst first.
 * @param notices at least one
 */
export function composeMessage(
  notices: readonly AlarmNotice[],
  options: { messageId: string; language: FormatLocale; isDigest: boolean; at: Date },
): Message {
  const { language, isDigest } = options
  const words = wordsOf(language)
  const sorted = notices.toSorted((a, b) => rank(b) - rank(a) || a.since.getTime() - b.since.getTime())
  const items = sorted.map((notice) => describeNotice(notice, language, notices.length))
  const worst = sorted[0]
  const base = {
    messageId: options.messageId,
    language,
    items,
    severity: worst?.severity ?? 'INFO',
    isResolved: notices.every(({ transition }) => transition === 'RESOLVED'),
    at: options.at,
  }
  const [only] = items
  if (only && items.length === 1 && !isDigest) return { ...base, kind: 'ALARM', title: only.firstLine, lines: [] }
  const count = (severity: Severity) => notices.filter((notice) => notice.severity === severity).length
  const shown = isDigest ? DIGEST_ITEMS : MAX_ITEMS
  const lines = items.slice(0, shown).map(({ firstLine }) => firstLine)
  if (items.length > shown) lines.push(words.andMore(items.length - shown))
  if (isDigest) {
    const title = words.digest(notices.length, count('CRITICAL'), count('WARNING'), count('INFO'))
    return { ...base, kind: 'DIGEST', title, lines }
  }
  const resolved = notices.filter(({ transition }) => transition === 'RESOLVED').length
  const rules = new Set(notices.map(({ ruleName }) => ruleName))
  const clusters = new Set(notices.map(({ clusterName, environment }) => words.cluster(clusterName, environment)))
  const what = [...(rules.size === 1 ? rules : []), ...(clusters.size === 1 ? clusters : [])].join(' · ')
  const first = items[0]?.notice
  const state = first
    ? words.state(resolved === notices.length ? 'RESOLVED' : 'FIRING', words.severity[first.severity])
    : ''
  const title = `${state} · ${words.group(notices.length, notices.length - resolved, resolved, what)}`
  return { ...base, kind: 'ALARM', title, lines }
}

export function heartbeatMessage(messageId: string, language: FormatLocale, everyMinutes: number, at: Date): Message {
  const title = wordsOf(language).heartbeat(everyMinutes, instant(at))
  return {
    messageId,
    kind: 'HEARTBEAT',
    language,
    title,
    lines: [],
    items: [],
    severity: 'INFO',
    isResolved: false,
    at,
  }
}

export function testMessage(messageId: string, language: FormatLocale, channel: string, at: Date): Message {
  const title = wordsOf(language).test(channel)
  return { messageId, kind: 'TEST', language, title, lines: [], items: [], severity: 'INFO', isResolved: false, at }
}

/** Lines under the title, without links: details of one alarm, or the list of several. */
export function bodyLines({ items, lines }: Message): string[] {
  const [only] = items
  return lines.length === 0 && only ? only.details : lines
}

/** Links of a message about one alarm; of several only that to each alarm, up to the worst five. */
export function messageLinks({ items, lines }: Message): MessageLink[] {
  const [only] = items
  if (!only) return []
  if (lines.length === 0) return only.links
  return items.slice(0, 5).flatMap(({ links, notice }) => {
    const open = links.find(({ kind }) => kind === 'open')
    return open
      ? [
          {
            ...open,
            label: `${open.label} ${notice.object.groupName ?? notice.object.topicName ?? notice.object.brokerName ?? notice.ruleName}`,
          },
        ]
      : []
  })
}

/** The whole message as plain text. */
export function plainText(message: Message): string {
  return [
    message.title,
    ...bodyLines(message),
    ...messageLinks(message).map(({ label, url }) => `${label}${wordsOf(message.language).colon}${url}`),
  ].join('\n')
}

/** Values of the variables that templates of channels may use. */
export function messageValues(message: Message): Record<string, string> {
  const [first] = message.items
  const ofNotice = first ? variablesOf(first.notice, message.language, message.items.length) : {}
  return {
    ...ofNotice,
    title: message.title,
    text: plainText(message),
    rule: first?.notice.ruleName ?? '',
    transition: message.isResolved
      ? 'RESOLVED'
      : message.kind === 'ALARM' || message.kind === 'DIGEST'
        ? 'FIRING'
        : message.kind,
    messageId: message.messageId,
    at: message.at.toISOString(),
  }
}

/** Identity of an alarm as flat labels whose names every platform accepts; the severity changes while it fires and is none of them. */
export function labelsOf(notice: AlarmNotice): Record<string, string> {
  const { brokerName, address, topicName, groupName, clientId, namespace } = notice.object
  const known = {
    cluster: notice.clusterName,
    cluster_id: notice.clusterId,
    environment: notice.environment,
    metric: notice.metric,
    level: notice.level,
    broker: brokerName,
    address,
    topic: topicName,
    group: groupName,
    client: clientId,
    namespace,
    owner: notice.owner ?? undefined,
    instance: notice.instanceId,
  }
  const own = Object.entries(notice.labels).map(([key, value]) => [
    `label_${key.replace(/[^a-zA-Z0-9_]/g, '_')}`,
    value,
  ])
  const rest = Object.entries(known).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries([...own, ...rest])
}
