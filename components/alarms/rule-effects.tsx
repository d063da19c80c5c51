'use client'

import { useTranslations } from 'next-intl'
import { Strip } from '#components/ui/strip.tsx'
import type { AlarmRule } from '#lib/alarms/rule-schema.ts'
import type { RuleMatch } from '#lib/alarms/rule-test-schema.ts'
import { objectName } from './alarm-href.ts'

interface RuleEffectsProps {
  /** Null: a new one. */
  rule: AlarmRule | null
  match: RuleMatch | null
  isDirty: boolean
}

/** What saving does, said before: which incidents close, which stay, and what fires at once. */
export function RuleEffects({ rule, match, isDirty }: RuleEffectsProps) {
  const t = useTranslations('alarms.editor')
  const tAlarms = useTranslations('alarms')
  if (!match) return null
  const { closes, firesNow } = match
  const names = (items: readonly { object: RuleMatch['items'][number]['object']; clusterName: string }[]) =>
    items
      .slice(0, 5)
      .map(({ object, clusterName }) => objectName(object) ?? clusterName)
      .join(', ')
  const open = rule ? rule.firing.critical + rule.firing.warning + rule.firing.info + rule.pending : 0
  return (
    <>
      {rule && isDirty && closes && closes.total > 0 && (
        <Strip tone="warning" role="status">
          {t('closes', {
            count: closes.total,
            names: names(closes.items),
            reason: tAlarms(`closeReasons.${closes.reason}`),
          })}
        </Strip>
      )}
      {rule && isDirty && open > 0 && (!closes || closes.total < open) && (
        <Strip tone="info" role="status">
          {t('keeps', { count: open - (closes?.total ?? 0) })}
        </Strip>
      )}
      {firesNow && firesNow.total > 0 && (rule === null || isDirty) && (
        <Strip tone="warning" role="status">
          {t('firesNow', { count: firesNow.total, of: match.total, names: names(firesNow.items) })}
        </Strip>
      )}
    </>
  )
}
