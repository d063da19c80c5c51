import { compareVersions } from './compare-versions.ts'
import type { ClientRisk } from './schema.ts'

export interface ClientRiskRule extends ClientRisk {
  /** RocketMQ's name of the language; only of Java the number is the library's own, others send a fixed one. */
  language: string
  /** Version from which on, and below which, the rule holds. */
  from?: string
  below: string
}

/** What is shipped; APOGEE_CLIENT_RULES names a file of others. The first that fits counts. */
export const builtInRiskRules: readonly ClientRiskRule[] = [
  {
    risk: 'LINE_ENDED',
    language: 'JAVA',
    below: '4.9.0',
    advice: 'No fixes are released for this line any more. Move to the newest 4.9 or to a 5.x client.',
    link: 'https://rocketmq.apache.org/download/',
  },
  {
    risk: 'SELECTED_FIXES',
    language: 'JAVA',
    from: '4.9.0',
    below: '5.0.0',
    advice:
      '4.9 is the long-term branch: not every fix comes to it, and it keeps fastjson 1. Use its newest release and plan the move to a 5.x client.',
    link: 'https://github.com/apache/rocketmq/issues/10234',
  },
]

/** @param version like `4.9.7`; empty when not known, which is no risk that could be named */
export function judgeVersion(
  rules: readonly ClientRiskRule[],
  language: string,
  version: string,
): ClientRisk | undefined {
  if (version === '') return undefined
  const rule = rules.find(
    ({ language: of, from, below }) =>
      of === language &&
      compareVersions(version, below) < 0 &&
      (from === undefined || compareVersions(version, from) >= 0),
  )
  return rule && { risk: rule.risk, advice: rule.advice, ...(rule.link !== undefined && { link: rule.link }) }
}
