'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Icon, type IconName } from '#components/ui/icon.tsx'
import { Link } from '#components/ui/link.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { topicLimits } from '#lib/topics/schema.ts'
import { type NameCheck, shortNameOf } from './topic-draft.ts'
import { topicHref } from './topic-href.ts'
import type { NameLookup } from './use-name-lookup.ts'

type Verdict = 'waiting' | 'ok' | 'broken' | 'hint'

const icons: Record<Verdict, { name: IconName; className: string }> = {
  waiting: { name: 'waiting', className: 'text-fg-3' },
  ok: { name: 'check', className: 'text-ok' },
  broken: { name: 'critical', className: 'text-critical-mark' },
  hint: { name: 'info', className: 'text-info-mark' },
}

function Rule({ verdict, children }: { verdict: Verdict; children: ReactNode }) {
  const { name, className } = icons[verdict]
  return (
    <li className="flex items-start gap-2 py-px">
      <Icon name={name} size={14} className={`mt-0.5 ${className}`} />
      <span className={`min-w-0 [overflow-wrap:anywhere] ${verdict === 'broken' ? 'text-critical' : 'text-fg-2'}`}>
        {children}
      </span>
    </li>
  )
}

/** The rule of an administrator, on a name as long as one can be. What the browser cannot read the server judges. */
function matches(pattern: string, fullName: string): boolean {
  try {
    return new RegExp(pattern).test(shortNameOf(fullName))
  } catch {
    return true
  }
}

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
      <Rule verdict={judge(check.isWellFormed)}>{t('form')}</Rule>
      <Rule verdict={judge(check.isShortEnough)}>
        {t('length', { length: check.fullName.length, max: topicLimits.nameCharactersMax })}
      </Rule>
      {pattern !== null && <Rule verdict={judge(matches(pattern, check.fullName))}>{t('pattern', { pattern })}</Rule>}
      {hint !== null && !isEmpty && !matches(hint, check.fullName) && (
        <Rule verdict="hint">{t('nameHint', { pattern: hint })}</Rule>
      )}
      {existing ? (
        <Rule verdict="broken">
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
        </Rule>
      ) : (
        <Rule verdict={isFree ? 'ok' : 'waiting'}>{isFree ? t('free') : t('freeUnknown')}</Rule>
      )}
      {shown.map(({ topicName }) => (
        <Rule key={topicName} verdict="hint">
          {t('elsewhere', { name: topicName })} <Link href={topicHref(clusterId, topicName)}>{t('open')}</Link>
        </Rule>
      ))}
      {others.length > shown.length && <Rule verdict="hint">{t('more', { count: others.length - shown.length })}</Rule>}
    </ul>
  )
}
