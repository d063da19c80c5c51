'use client'

import { useTranslations } from 'next-intl'
import { Section } from '#components/layout/section.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { Group } from '#lib/groups/schema.ts'
import { flagTones } from './group-tags.tsx'

/** Each mark of the group with its meaning and what to do. */
export function GroupNotes({ group }: { group: Group }) {
  const t = useTranslations('groups')
  if (group.flags.length === 0) return null
  return (
    <Section title={t('whatToKnow')} count={group.flags.length}>
      <ul className="border-t border-line-1">
        {group.flags.map((flag) => (
          <li
            key={flag}
            className="grid grid-cols-1 items-baseline gap-x-4 border-b border-line-1 py-2 md:grid-cols-[140px_minmax(0,1fr)]"
          >
            <span>
              <Tag tone={flagTones[flag]}>{t(`flags.${flag}`)}</Tag>
            </span>
            <span>
              {t(`flagMeanings.${flag}`)} <span className="text-fg-2">{t(`flagAdvice.${flag}`)}</span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
