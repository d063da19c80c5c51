'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { Tag, type TagTone } from '#components/ui/tag.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import type { Group, GroupFlag, GroupItem } from '#lib/groups/schema.ts'

/** Amber where somebody should do something; the rest are facts. */
export const flagTones: Record<GroupFlag, TagTone> = {
  UNDECLARED: 'dashed',
  NO_CONFIG: 'warning',
  DIFFERS: 'warning',
  OFF: 'warning',
  ORDERED: 'plain',
  BROADCAST: 'plain',
}

/**
 * What is worth knowing about a group at a glance; each says its meaning on hover and focus.
 * `only` gives the part that asks somebody to act, or the rest: a list gives up the rest where room is short.
 */
export function GroupTags({
  group,
  only,
  off,
}: {
  group: GroupItem
  only?: 'warnings' | 'facts'
  /** Since when and by whom consumption is off, where that is known. */
  off?: Group['consumeOff']
}) {
  const t = useTranslations('groups')
  const format = useFormat()
  const hasFacts = only !== 'warnings'
  const flags = group.flags.filter(
    (flag) => only === undefined || (flagTones[flag] === 'warning') === (only === 'warnings'),
  )
  return (
    <>
      {hasFacts && group.isSystem && <Tag>{t('system')}</Tag>}
      {hasFacts && group.deletionProtection && <Tag>{t('protected')}</Tag>}
      {flags.map((flag) => (
        <Tooltip key={flag} content={t(`flagMeanings.${flag}`)}>
          <span className="inline-flex min-w-0 shrink-0">
            <Tag tone={flagTones[flag]}>
              {flag === 'OFF' && off
                ? t('offSince', { time: format.time(off.at, false), by: off.by })
                : t(`flags.${flag}`)}
            </Tag>
          </span>
        </Tooltip>
      ))}
      {hasFacts && group.staleOn.length > 0 && (
        <Tooltip content={t('staleOnMeaning', { brokers: group.staleOn.join(', ') })}>
          <span className="inline-flex shrink-0">
            <Tag tone="dashed">{t('stale')}</Tag>
          </span>
        </Tooltip>
      )}
    </>
  )
}
