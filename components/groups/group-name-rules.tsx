'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Icon, type IconName } from '#components/ui/icon.tsx'
import { Link } from '#components/ui/link.tsx'
import { groupLimits } from '#lib/groups/schema.ts'
import type { GroupNameCheck } from './group-draft.ts'
import { groupHref } from './group-href.ts'
import type { GroupNameLookup } from './use-group-name-lookup.ts'

type Verdict = 'waiting' | 'ok' | 'broken' | 'warning'

const icons: Record<Verdict, { name: IconName; className: string }> = {
  waiting: { name: 'waiting', className: 'text-fg-3' },
  ok: { name: 'check', className: 'text-ok' },
  broken: { name: 'critical', className: 'text-critical-mark' },
  warning: { name: 'warning', className: 'text-warning-mark' },
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

interface GroupNameRulesProps {
  clusterId: string
  isEmpty: boolean
  check: GroupNameCheck
  lookup: GroupNameLookup
}

/** The rules of a group's name and how the typed one stands to them. */
export function GroupNameRules({ clusterId, isEmpty, check, lookup: { existing, isFree } }: GroupNameRulesProps) {
  const t = useTranslations('groups.create.rules')
  const judge = (isMet: boolean): Verdict => (isEmpty ? 'waiting' : isMet ? 'ok' : 'broken')
  const length = { length: check.fullName.length, max: groupLimits.nameCharactersMax }
  return (
    <ul aria-live="polite" className="-mt-1.5 text-12">
      <Rule verdict={judge(check.isWellFormed)}>{t('form')}</Rule>
      <Rule verdict={check.isLong ? 'warning' : judge(check.isShortEnough)}>
        {check.isLong ? t('long', { ...length, good: groupLimits.nameCharactersGood }) : t('length', length)}
      </Rule>
      {existing ? (
        <Rule verdict="broken">
          {t('exists', { name: existing.groupName })}{' '}
          <Link href={groupHref(clusterId, existing.groupName)}>{t('open')}</Link>
        </Rule>
      ) : (
        <Rule verdict={isFree ? 'ok' : 'waiting'}>{isFree ? t('free') : t('freeUnknown')}</Rule>
      )}
    </ul>
  )
}
