'use client'

import { useTranslations } from 'next-intl'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Explained } from '#components/ui/explained.tsx'
import type { GroupItem } from '#lib/groups/schema.ts'

/** When nothing waits any more at the present rate: a time, or never. */
export function DrainText({
  group: { drainSeconds, state },
}: {
  group: Pick<GroupItem, 'drainSeconds'> & Partial<Pick<GroupItem, 'state'>>
}) {
  const t = useTranslations('groups')
  const format = useFormat()
  // A few messages on their way are there all the time: nothing that had to drain.
  if (drainSeconds.reason === 'NEVER_DRAINS' && state === 'KEEPING_UP') return <span className="text-fg-3">–</span>
  if (drainSeconds.reason === 'NEVER_DRAINS') {
    return <Explained note={t('neverMeaning')}>{t('never')}</Explained>
  }
  // Always an estimate: the mark is the measured value's when it says so.
  return <MeasuredValue measured={drainSeconds} format={(seconds) => format.age(seconds * 1000)} />
}
