'use client'

import { useTranslations } from 'next-intl'
import { Link } from '#components/ui/link.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { RuleItem, type Verdict } from '#components/ui/rule-item.tsx'
import { topicLimits } from '#lib/topics/schema.ts'
import { PatternRules } from './pattern-rules.tsx'
import type { NameCheck } from './topic-draft.ts'
import { topicHref } from './topic-href.ts'
import type { NameLookup } from './use-name-lookup.ts'

interface NameRulesProps {
  clusterId: string
  isEmpty: boolean
  check: NameCheck
  lookup: NameLookup
  /** The cluster's rules: a name that does not match the first is refused, of the second it is warned. */
  pattern: string | null
  hint: string | null
  /** Gives the topic that exists to the brokers that lack it. */
  onAddToMissing: (topicName: string, brokerNames: string[]) => void
}

/** The rules of a topic name and how the typed one stands to them. */
export function NameRules({ clusterId, isEmpty, check, lookup, pattern, hint, onAddToMissing }: NameRulesProps) {
  const t = useTranslations('topics.create.rules')
  const { existing, others, isFree } = lookup
  const judge = (isMet: boolean): Verdict => (isEmpty ? 'waiting' : isMet ? 'ok' : 'broken')
  const shown = others.slice(0, 3)
  return (
    <ul aria-live="polite" className="-mt-1.5 text-12">
      <RuleItem verdict={judge(check.isWellFormed)}>{t('form')}</RuleItem>
      <RuleItem verdict={judge(check.isShortEnough)}>
        {t('length', { length: check.fullName.length, max: topicLimits.nameCharactersMax })}
      </RuleItem>
      <PatternRules fullName={check.fullName} isEmpty={isEmpty} pattern={pattern} hint={hint} />
      {existing ? (
        <RuleItem verdict="broken">
          {t('exists', { name: existing.topicName })}{' '}
          <Link href={topicHref(clusterId, existing.topicName)}>{t('open')}</Link>
          {existing.missingOn.length > 0 && (
            <>
              {' '}
              {t('missingOn', { brokers: existing.missingOn.join(', ') })}{' '}
              <LinkButton onClick={() => onAddToMissing(existing.topicName, existing.missingOn)}>
                {t('addTo', { brokers: existing.missingOn.join(', ') })}
              </LinkButton>
            </>
          )}
        </RuleItem>
      ) : (
        <RuleItem verdict={isFree ? 'ok' : 'waiting'}>{isFree ? t('free') : t('freeUnknown')}</RuleItem>
      )}
      {shown.map(({ topicName }) => (
        <RuleItem key={topicName} verdict="hint">
          {t('elsewhere', { name: topicName })} <Link href={topicHref(clusterId, topicName)}>{t('open')}</Link>
        </RuleItem>
      ))}
      {others.length > shown.length && (
        <RuleItem verdict="hint">{t('more', { count: others.length - shown.length })}</RuleItem>
      )}
    </ul>
  )
}
