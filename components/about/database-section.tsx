'use client'

import { useTranslations } from 'next-intl'
import { Instant } from '#components/layout/instant.tsx'
import { Section } from '#components/layout/section.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import type { About } from '#lib/about/schema.ts'

/** How big it is and what fills it; which changes of its schema were applied. */
export function DatabaseSection({
  about: { database, migrations },
}: {
  about: Pick<About, 'database' | 'migrations'>
}) {
  const t = useTranslations('about.database')
  const format = useFormat()
  const [newest] = migrations.applied
  return (
    <Section title={t('title')}>
      <KeyValuePanel
        columns={2}
        items={[
          {
            label: t('postgres'),
            value: database.isEmbedded
              ? t('embedded', { version: database.version })
              : t('external', { version: database.version }),
          },
          { label: t('total'), value: format.bytes(database.bytes) },
          ...database.areas.map(({ area, bytes }) => ({ label: t(`area.${area}`), value: format.bytes(bytes) })),
        ]}
      />
      <Disclosure label={t('migrations', { count: migrations.applied.length })}>
        <ul className="grid gap-1 py-1 text-12">
          {migrations.applied.map(({ name, finishedAt }) => (
            <li key={name} className="flex flex-wrap gap-x-3">
              <span className="font-mono [overflow-wrap:anywhere]">{name}</span>
              <span className="text-fg-3">
                <Instant at={finishedAt} withMs={false} form="absolute" />
              </span>
            </li>
          ))}
        </ul>
      </Disclosure>
      {newest && (
        <p className="text-12 text-fg-3">
          {migrations.isCurrent === true ? t('current', { name: newest.name }) : t('newest', { name: newest.name })}
        </p>
      )}
    </Section>
  )
}
