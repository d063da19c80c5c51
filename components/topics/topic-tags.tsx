'use client'

import { useTranslations } from 'next-intl'
import { Tag, type TagTone } from '#components/ui/tag.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import type { TopicFlag, TopicItem } from '#lib/topics/schema.ts'

/** Amber where somebody should do something; the rest are facts. */
export const flagTones: Record<TopicFlag, TagTone> = {
  UNDECLARED: 'dashed',
  DIFFERS: 'warning',
  MISSING_ON_BROKER: 'warning',
  STATIC: 'plain',
  ORDERED: 'plain',
  NO_GROUP: 'plain',
  WRONG_FIT: 'warning',
  COMPACTION: 'plain',
  DRAINED: 'warning',
}

/** Words of a flag; of a topic that some brokers lack, or take no messages for, with these brokers. */
export function useFlagLabel(): (flag: TopicFlag, topic: Pick<TopicItem, 'missingOn' | 'drainedOn'>) => string {
  const t = useTranslations('topics')
  return (flag, { missingOn, drainedOn }) => {
    if (flag === 'MISSING_ON_BROKER' && missingOn.length > 0) return t('missingOn', { brokers: missingOn.join(', ') })
    if (flag === 'DRAINED' && drainedOn.length > 0) return t('drainedOn', { brokers: drainedOn.join(', ') })
    return t(`flags.${flag}`)
  }
}

/**
 * What is worth knowing about a topic at a glance; each says its meaning on hover and focus.
 * `only` gives the part that asks somebody to act, or the rest: a list gives up the rest where room is short.
 */
export function TopicTags({ topic, only }: { topic: TopicItem; only?: 'warnings' | 'facts' }) {
  const t = useTranslations('topics')
  const labelOf = useFlagLabel()
  const hasFacts = only !== 'warnings'
  const flags = topic.flags.filter(
    (flag) => only === undefined || (flagTones[flag] === 'warning') === (only === 'warnings'),
  )
  return (
    <>
      {hasFacts && topic.kind !== 'NORMAL' && <Tag>{t(`kinds.${topic.kind}`)}</Tag>}
      {hasFacts && topic.deletionProtection && <Tag>{t('protected')}</Tag>}
      {flags.map((flag) => (
        <Tooltip key={flag} content={t(`flagMeanings.${flag}`)}>
          <span className="inline-flex min-w-0 shrink-0">
            <Tag tone={flagTones[flag]}>{labelOf(flag, topic)}</Tag>
          </span>
        </Tooltip>
      ))}
      {hasFacts && topic.staleOn.length > 0 && (
        <Tooltip content={t('staleOnMeaning', { brokers: topic.staleOn.join(', ') })}>
          <span className="inline-flex shrink-0">
            <Tag tone="dashed">{t('stale')}</Tag>
          </span>
        </Tooltip>
      )}
    </>
  )
}
