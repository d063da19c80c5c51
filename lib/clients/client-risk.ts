import { judgeVersion } from './client-risks.ts'
import { riskRules } from './risk-rules.ts'
import type { ClientRisk } from './schema.ts'

/** What the rules in force now say of a client's version. */
export const clientRisk = (language: string, version: string): ClientRisk | undefined =>
  judgeVersion(riskRules().rules, language, version)
