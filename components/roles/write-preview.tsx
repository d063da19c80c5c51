'use client'

import { useTranslations } from 'next-intl'
import { PartialStrip } from '#components/layout/states/partial-strip.tsx'
import { DiffTable } from '#components/ui/diff-table.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { RolePreview } from '#lib/roles/write-schema.ts'
import { groupSteps, stepRows } from './group-steps.ts'
import { RoleWarnings } from './role-warnings.tsx'
import { useBrokerWords } from './use-broker-words.ts'

const states: Record<RolePreview['items'][number]['state'], State> = {
  CHANGES: 'info',
  SAME: 'ok',
  SKIPPED: 'silenced',
  UNREACHABLE: 'unknown',
  NO_STORE: 'unknown',
}

/** What a write would do, broker by broker; those to which the same is done stand together. */
export function WritePreview({ preview, hasSeveralRoles }: { preview: RolePreview; hasSeveralRoles: boolean }) {
  const t = useTranslations('roles.write')
  const brokers = useBrokerWords()
  const words = {
    field: (field: 'kind' | 'status' | 'secret') => t(`fields.${field}`),
    user: t('user'),
    there: t('there'),
    allPolicies: t('allPolicies'),
  }
  return (
    <div className="grid gap-3">
      {preview.blockedBy.map(({ code, detail }) => (
        <Strip key={`${code} ${detail}`} tone="critical">
          {code === 'OWN_ACCOUNT' || code === 'LAST_SUPER' ? t(`blocks.${code}`) : detail}
        </Strip>
      ))}
      <RoleWarnings warnings={preview.warnings} />
      <PartialStrip partial={preview.partial} effect={t('partialEffect')} />
      {preview.items.length === 0 && <Strip tone="info">{t('consoleOnly')}</Strip>}
      {groupSteps(preview.items).map((group) => (
        <section key={`${group.roleName} ${group.brokers.map(({ address }) => address).join()}`} className="grid gap-1">
          <h3 className="flex min-w-0 flex-wrap items-baseline gap-x-2">
            <StatePill state={states[group.state]} label={t(`states.${group.state}`)} />
            {hasSeveralRoles && <span className="font-medium [overflow-wrap:anywhere]">{group.roleName}</span>}
            <span className={hasSeveralRoles ? 'text-fg-2' : 'font-medium'}>{brokers.list(group.brokers)}</span>
          </h3>
          {group.details.map((detail) => (
            <p key={detail} className="text-12 text-fg-2 [overflow-wrap:anywhere]">
              {detail}
            </p>
          ))}
          {group.steps.length > 0 && <DiffTable rows={stepRows(group.steps, words)} />}
        </section>
      ))}
    </div>
  )
}
