import type { DiagnosisFacts } from './facts.ts'
import { evidence, type Finding } from './finding.ts'

/** Is consumption switched on, does every broker hold the group, and do they hold it alike? */
export function configRules({ group }: DiagnosisFacts): Finding[] {
  return [...switchRule(group), ...sameConfigRule(group)]
}

function switchRule({ configs, consumeOff, topicsOff }: DiagnosisFacts['group']): Finding[] {
  if (configs.length === 0) return []
  const check = 'SWITCH'
  const off = configs.filter(({ consumeEnable }) => !consumeEnable)
  const rows = configs.map(({ brokerName, consumeEnable }) =>
    evidence(brokerName, { consumeEnable, ...(!consumeEnable && consumeOff && { ...consumeOff }) }),
  )
  const ofTopics: Finding[] =
    topicsOff.length === 0
      ? []
      : [
          {
            check,
            verdict: 'BAD',
            cause: 'TOPIC_CONSUMPTION_OFF',
            params: { topics: topicsOff.map(({ topicName }) => topicName).join(', ') },
            evidence: topicsOff.map(({ topicName, brokerNames }) =>
              evidence(topicName, { offOn: brokerNames.join(', ') }),
            ),
            link: 'overview',
          },
        ]
  if (off.length === 0 && ofTopics.length > 0) return ofTopics
  if (off.length === 0) return [{ check, verdict: 'OK', cause: 'CONSUMPTION_ON', evidence: rows }]
  return [
    ...ofTopics,
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
