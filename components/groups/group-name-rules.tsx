'use client'

import { useTranslations } from 'next-intl'
import { PatternRules } from '#components/topics/pattern-rules.tsx'
import { Link } from '#components/ui/link.tsx'
import { RuleItem, type Verdict } from '#components/ui/rule-item.tsx'
import { groupLimits } from '#lib/groups/schema.ts'
import type { GroupNameCheck } from './group-draft.ts'
import { groupHref } from './group-href.ts'
import type { GroupNameLookup } from './use-group-name-lookup.ts'

interface GroupNameRulesProps {
  clusterId: string
  isEmpty: boolean
  check: GroupNameCheck
  lookup: GroupNameLookup
  /** The cluster's rules: a name that does not match the first is refused, of the second it is warned. */
  pattern: string | null
  hint: string | null
}

/** The rules of a group's name and how the typed one stands to them. */
export function GroupNameRules({ clusterId, isEmpty, check, lookup, pattern, hint }: GroupNameRulesProps) {
  const t = useTranslations('groups.create.rules')
  const { existing, isFree } = lookup
  const judge = (isMet: boolean): Verdict => (isEmpty ? 'waiting' : isMet ? 'ok' : 'broken')
  const length = { length: check.fullName.length, max: groupLimits.nameCharactersMax }
  return (
    <ul aria-live="polite" className="-mt-1.5 text-12">
      <RuleItem verdict={judge(check.isWellFormed)}>{t('form')}</RuleItem>
      <RuleItem verdict={check.isLong ? 'warning' : judge(check.isShortEnough)}>
        {check.isLong ? t('long', { ...length, good: groupLimits.nameCharactersGood }) : t('length', length)}
      </RuleItem>
      <PatternRules fullName={check.fullName} isEmpty={isEmpty} pattern={pattern} hint={hint} />
      {existing ? (
        <RuleItem verdict="broken">
          {t('exists', { name: existing.groupName })}{' '}
          <Link href={groupHref(clusterId, existing.groupName)}>{t('open')}</Link>
        </RuleItem>
      ) : (
        <RuleItem verdict={isFree ? 'ok' : 'waiting'}>{isFree ? t('free') : t('freeUnknown')}</RuleItem>
      )}
    </ul>
  )
}
