import type { ConfigRule } from './schema.ts'

const flag: ConfigRule = { type: 'boolean' }
const int = (min: number, max: number): ConfigRule => ({ type: 'int', min, max })
const waitMs = int(10, 60_000)

/** Settings that the console changes, each with what it may be. Everything else belongs to the broker's own file. */
const rules: ReadonlyMap<string, ConfigRule> = new Map<string, ConfigRule>([
  ['fileReservedTime', int(1, 8_760)],
  ['deleteWhen', { type: 'hours' }],
  ['diskMaxUsedSpaceRatio', int(10, 95)],
  ['cleanFileForciblyEnable', flag],
  ['autoCreateTopicEnable', flag],
  ['autoCreateSubscriptionGroup', flag],
  ['brokerPermission', { type: 'enum', values: ['2', '4', '6'] }],
  ['waitTimeMillsInSendQueue', waitMs],
  ['waitTimeMillsInPullQueue', waitMs],
  ['waitTimeMillsInLitePullQueue', waitMs],
  ['waitTimeMillsInTransactionQueue', waitMs],
  ['waitTimeMillsInHeartbeatQueue', waitMs],
  ['waitTimeMillsInAckQueue', waitMs],
  ['enablePropertyFilter', flag],
  ['traceTopicEnable', flag],
  ['rejectTransactionMessage', flag],
  ['transactionTimeOut', int(1_000, 86_400_000)],
  ['transactionCheckMax', int(1, 1_000)],
  ['transactionCheckInterval', int(1_000, 86_400_000)],
  ['timerMaxDelaySec', int(1, 31_536_000)],
  ['metricsExporterType', { type: 'enum', values: ['DISABLE', 'OTLP_GRPC', 'PROM', 'LOG'] }],
  ['maxMessageSize', int(1_024, 134_217_728)],
  ['recallMessageEnable', flag],
  ['slaveReadEnable', flag],
])

/**
 * Never changed from here, whatever the list above may come to hold: where a broker lives and is found, what it runs, and who may
 * do what on it.
 */
const denied =
  /addr|path|port\b|Port$|^brokerIP|^broker(Name|Id|Role|ClusterName)$|^rocketmqHome$|^filterServer|^configBlackList$|acl|auth|credential|password|secret|token/i

/** What a setting may be; null for one that is not changed from here. */
export function ruleOf(key: string): ConfigRule | null {
  return denied.test(key) ? null : (rules.get(key) ?? null)
}

/** Whether a value is one that the rule allows. */
export function isAllowed(rule: ConfigRule, value: string): boolean {
  switch (rule.type) {
    case 'int':
      return /^\d{1,15}$/.test(value) && Number(value) >= rule.min && Number(value) <= rule.max
    case 'boolean':
      return value === 'true' || value === 'false'
    case 'enum':
      return rule.values.includes(value)
    case 'hours':
      return /^(?:[01]\d|2[0-3])(?:;(?:[01]\d|2[0-3]))*$/.test(value)
  }
}
