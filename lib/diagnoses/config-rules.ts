import type { DiagnosisFacts } from './facts.ts'
import { evidence, type Finding } from './finding.ts'

/** Is consumption switched on, does every broker hold the group, and do they hold it alike? */
export function configRules({ group }: DiagnosisFacts): Finding[] {
  return [...switchRule(group), ...sameConfigRule(group)]
}

function switchRule({ configs, consumeOff }: DiagnosisFacts['group']): Finding[] {
  if (configs.length === 0) return []
  const check = 'SWITCH'
  const off = configs.filter(({ consumeEnable }) => !consumeEnable)
  const rows = configs.map(({ brokerName, consumeEnable }) =>
    evidence(brokerName, { consumeEnable, ...(!consumeEnable && consumeOff && { ...consumeOff }) }),
  )
  if (off.length === 0) return [{ check, verdict: 'OK', cause: 'CONSUMPTION_ON', evidence: rows }]
  return [
    {
      check,
      verdict: 'BAD',
      cause: off.length === configs.length ? 'CONSUMPTION_OFF' : 'CONSUMPTION_OFF_ON_SOME',
      params: { brokers: off.map(({ brokerName }) => brokerName).join(', ') },
      evidence: rows,
      link: 'overview',
    },
  ]
}

function sameConfigRule({ configs, differingKeys, missingOn, hasConfig }: DiagnosisFacts['group']): Finding[] {
  const check = 'CONFIG'
  const link = 'overview'
  if (configs.length === 0)
    return [{ check, verdict: hasConfig === null ? 'NOT_CHECKABLE' : 'WARN', cause: 'NO_CONFIG', link }]
  const rows = [
    ...configs.map((config) =>
      evidence(
        config.brokerName,
        Object.fromEntries(
          differingKeys.map((key) => [
            key,
            key in config ? JSON.stringify(config[key as keyof typeof config]) : (config.attributes[key] ?? '–'), // keys of the config or its attributes
          ]),
        ),
      ),
    ),
    ...missingOn.map((brokerName) => evidence(brokerName, { config: '–' })),
  ]
  if (differingKeys.length === 0 && missingOn.length === 0)
    return [{ check, verdict: 'OK', cause: 'CONFIG_ALIKE', evidence: rows }]
  const params = { keys: differingKeys.join(', ') || '–', missing: missingOn.join(', ') || '–' }
  return [{ check, verdict: 'WARN', cause: 'CONFIG_DIFFERS', params, evidence: rows, link }]
}
