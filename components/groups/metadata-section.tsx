'use client'

import { useTranslations } from 'next-intl'
import { Instant } from '#components/layout/instant.tsx'
import { Section } from '#components/layout/section.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { Group } from '#lib/groups/schema.ts'

/** What RocketMQ has no place for. */
export function MetadataSection({ group }: { group: Group }) {
  const t = useTranslations('groups')
  const { remark, owner, labels, deletionProtection, createdAt, createdBy } = group
  return (
    <Section title={t('knownHereOnly')}>
      <KeyValuePanel
        items={[
          { label: t('remark'), value: remark ?? '–' },
          { label: t('owner'), value: owner ?? '–' },
          {
            label: t('labels'),
            value:
              Object.keys(labels).length === 0 ? (
                '–'
              ) : (
                <span className="flex flex-wrap gap-1">
                  {Object.entries(labels).map(([key, value]) => (
                    <Tag key={key}>{value === '' ? key : `${key}:${value}`}</Tag>
                  ))}
                </span>
              ),
          },
          { label: t('protection'), value: t(deletionProtection ? 'protectedOn' : 'protectedOff') },
          {
            label: t('createdAt'),
            value: createdAt ? <Instant at={createdAt} withMs={false} /> : t('createdElsewhere'),
          },
          ...(createdBy ? [{ label: t('createdBy'), value: createdBy }] : []),
        ]}
      />
    </Section>
  )
}
