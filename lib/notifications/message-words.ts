import type { Severity, Transition } from '#lib/alarms/schema.ts'
import { type FormatLocale, formatBytes, formatDuration, formatNumber, formatRate } from '#lib/format.ts'
import type { AlarmNotice } from './notice.ts'

/** The words of messages: those who read them are in a chat or a mailbox, and may never have seen the console. */
interface Words {
  severity: Record<Severity, string>
  state: (transition: Transition, severity: string) => string
  threshold: (value: string) => string
  unknownValue: string
  object: (notice: AlarmNotice) => string
  cluster: (name: string, environment: string) => string
  since: (instant: string) => string
  trend: Record<'UP' | 'FLAT' | 'DOWN', string>
  trendLabel: string
  durationLabel: string
  ownerLabel: string
  labelsLabel: string
  noneOf: string
  open: string
  acknowledge: string
  silence: string
  runbook: string
  colon: string
  group: (count: number, firing: number, resolved: number, what: string) => string
  digest: (more: number, critical: number, warning: number, info: number) => string
  andMore: (more: number) => string
  heartbeat: (everyMinutes: number, at: string) => string
  test: (channel: string) => string
  footer: string
}

const objectParts = (notice: AlarmNotice, words: Record<string, string>): string => {
  const { groupName, topicName, brokerName, address, clientId, namespace } = notice.object
  const parts = [
    groupName && `${words.group} ${groupName}`,
    topicName && `${words.topic} ${topicName}`,
    brokerName && `${words.broker} ${brokerName}`,
    address && (brokerName ? address : `${words.node} ${address}`),
    clientId && `${words.client} ${clientId}`,
    namespace && !groupName && !topicName && `${words.namespace} ${namespace}`,
  ].filter((part) => typeof part === 'string' && part !== '')
  return parts.length > 0 ? parts.join(', ') : `${words.cluster} ${notice.clusterName}`
}

const english: Words = {
  severity: { INFO: 'Info', WARNING: 'Warning', CRITICAL: 'Critical' },
  state: (transition, severity) => {
    const texts: Record<Transition, string> = {
      FIRING: severity.toUpperCase(),
      RESOLVED: `RESOLVED (was ${severity.toLowerCase()})`,
      REPEAT: `${severity.toUpperCase()}, still firing`,
      SEVERITY_UP: `${severity.toUpperCase()}, raised`,
      FLAPPING: `${severity.toUpperCase()}, flapping`,
    }
    return texts[transition]
  },
  threshold: (value) => `(threshold ${value})`,
  unknownValue: '?',
  object: (notice) =>
    objectParts(notice, {
      group: 'group',
      topic: 'topic',
      broker: 'broker',
      node: 'node',
      client: 'client',
      namespace: 'namespace',
      cluster: 'cluster',
    }),
  cluster: (name, environment) => `${name} (${environment})`,
  since: (instant) => `since ${instant}`,
  trend: { UP: 'rising', FLAT: 'level', DOWN: 'falling' },
  trendLabel: 'Trend',
  durationLabel: 'For',
  ownerLabel: 'Owner',
  labelsLabel: 'Labels',
  noneOf: '–',
  open: 'Open',
  acknowledge: 'Acknowledge',
  silence: 'Silence for 1 h',
  runbook: 'Runbook',
  colon: ': ',
  group: (count, firing, resolved, what) =>
    [`${count} alarms`, firing > 0 ? `${firing} firing` : '', resolved > 0 ? `${resolved} resolved` : '', what]
      .filter(Boolean)
      .join(' · '),
  digest: (more, critical, warning, info) =>
    `and ${more} more: ${[critical && `${critical} critical`, warning && `${warning} warning`, info && `${info} info`]
      .filter(Boolean)
      .join(', ')}. This channel takes no more messages a minute.`,
  andMore: (more) => `and ${more} more`,
  heartbeat: (everyMinutes, at) => `Apogee is alive (${at}). The next sign comes in ${everyMinutes} min.`,
  test: (channel) => `Test of the channel ${channel}: if you read this, notices arrive.`,
  footer: 'Apogee for Apache RocketMQ',
}

const chinese: Words = {
  severity: { INFO: '提示', WARNING: '警告', CRITICAL: '严重' },
  state: (transition, severity) => {
    const texts: Record<Transition, string> = {
      FIRING: `【${severity}】`,
      RESOLVED: `【已恢复】（原为${severity}）`,
      REPEAT: `【${severity}】仍在告警`,
      SEVERITY_UP: `【${severity}】级别升高`,
      FLAPPING: `【${severity}】频繁抖动`,
    }
    return texts[transition]
  },
  threshold: (value) => `（阈值 ${value}）`,
  unknownValue: '?',
  object: (notice) =>
    objectParts(notice, {
      group: '消费组',
      topic: '主题',
      broker: 'Broker',
      node: '节点',
      client: '客户端',
      namespace: '命名空间',
      cluster: '集群',
    }),
  cluster: (name, environment) => `${name}（${environment}）`,
  since: (instant) => `始于 ${instant}`,
  trend: { UP: '上升', FLAT: '平稳', DOWN: '下降' },
  trendLabel: '趋势',
  durationLabel: '已持续',
  ownerLabel: '负责人',
  labelsLabel: '标签',
  noneOf: '–',
  open: '查看',
  acknowledge: '确认',
  silence: '静默 1 小时',
  runbook: '处理手册',
  colon: '：',
  group: (count, firing, resolved, what) =>
    [`共 ${count} 条告警`, firing > 0 ? `${firing} 条告警中` : '', resolved > 0 ? `${resolved} 条已恢复` : '', what]
      .filter(Boolean)
      .join(' · '),
  digest: (more, critical, warning, info) =>
    `另有 ${more} 条：${[critical && `严重 ${critical} 条`, warning && `警告 ${warning} 条`, info && `提示 ${info} 条`]
      .filter(Boolean)
      .join('，')}。该渠道本分钟的消息数已达上限。`,
  andMore: (more) => `另有 ${more} 条`,
  heartbeat: (everyMinutes, at) => `Apogee 运行正常（${at}），${everyMinutes} 分钟后再次报到。`,
  test: (channel) => `渠道 ${channel} 的测试消息：看到它，说明通知可以送达。`,
  footer: 'Apogee · Apache RocketMQ 管理控制台',
}

export const wordsOf = (language: FormatLocale): Words => (language === 'zh-CN' ? chinese : english)

/** A value of a metric as a person reads it; what is not known stays `?`. */
export function formatValue(value: number | null, unit: string, locale: FormatLocale): string {
  if (value === null) return wordsOf(locale).unknownValue
  switch (unit) {
    case 'ms':
      return formatDuration(value, locale)
    case 's':
      return formatDuration(value * 1000, locale)
    case 'd':
      return formatDuration(value * 86_400_000, locale)
    case 'ratio':
      return `${formatNumber(value * 100, locale, 1)}%`
    case '%':
      return `${formatNumber(value, locale, 1)}%`
    case 'B':
      return formatBytes(Math.round(value), locale)
    case 'B/s':
      return `${formatBytes(Math.round(value), locale)}/s`
    case 'msg/s':
    case '1/s':
      return `${formatRate(value, locale)}/s`
    default:
      return formatNumber(value, locale, 2)
  }
}
