'use client'

import { useTranslations } from 'next-intl'
import { RuleItem } from '#components/ui/rule-item.tsx'
import { matchesPattern } from './matches-pattern.ts'

interface PatternRulesProps {
  fullName: string
  isEmpty: boolean
  /** The cluster's rules: a name that does not match the first is refused, of the second it is warned. */
  pattern: string | null
  hint: string | null
}

/** How a new name of a topic or group stands to what the limits of its cluster say of names. */
export function PatternRules({ fullName, isEmpty, pattern, hint }: PatternRulesProps) {
  const t = useTranslations('topics.create.rules')
  return (
    <>
      {pattern !== null && (
        <RuleItem verdict={isEmpty ? 'waiting' : matchesPattern(pattern, fullName) ? 'ok' : 'broken'}>
          {t('pattern', { pattern })}
        </RuleItem>
      )}
      {hint !== null && !isEmpty && !matchesPattern(hint, fullName) && (
        <RuleItem verdict="hint">{t('nameHint', { pattern: hint })}</RuleItem>
      )}
    </>
  )
}
