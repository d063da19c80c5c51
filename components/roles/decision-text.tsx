'use client'

import { useTranslations } from 'next-intl'
import { Explained } from '#components/ui/explained.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import type { AccessDecision } from '#lib/roles/access-schema.ts'
import { policyName, policyText } from './policy-text.ts'

const states: Record<AccessDecision['allowed'], State> = {
  YES: 'ok',
  NO: 'denied',
  DEPENDS: 'warning',
  UNDEFINED: 'unknown',
}

/** Yes or no, and why. */
export function DecisionText({ decision }: { decision: AccessDecision | null }) {
  const t = useTranslations('roles.decision')
  if (decision === null) return <span className="text-fg-3">–</span>
  const { allowed, reason, sourceIps } = decision
  const note = [
    t(`reasons.${reason}`),
    ...(sourceIps.length > 0 ? [t('addresses', { list: sourceIps.join(', ') })] : []),
  ]
  return (
    <Explained note={note}>
      <StatePill state={states[allowed]} label={t(`allowed.${allowed}`)} />
    </Explained>
  )
}

/** The entry that decides, as a broker holds it; in words where there is none. */
export function EntryText({ decision }: { decision: AccessDecision | null }) {
  const t = useTranslations('roles.decision')
  if (decision === null) return null
  const { entry, reason } = decision
  if (entry === null) return <span className="text-fg-3">{t(`reasons.${reason}`)}</span>
  return (
    <span className="block truncate font-mono text-12" title={`${policyName(entry)} ${policyText(entry)}`}>
      {policyName(entry)} <span className="text-fg-2">{policyText(entry)}</span>
    </span>
  )
}
