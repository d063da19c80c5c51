'use client'

import { useTranslations } from 'next-intl'
import { CommandBox } from '#components/ui/command-box.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { type KeyValue, KeyValuePanel } from '#components/ui/key-value-panel.tsx'

interface CreateAsideProps {
  facts: readonly KeyValue[]
  notes: readonly string[]
  /** Null while it cannot be said. */
  command: string | null
}

/** What the input for a new topic or group comes to, before it is sent. */
export function CreateAside({ facts, notes, command }: CreateAsideProps) {
  const t = useTranslations('topics.create')
  return (
    <div className="grid content-start gap-4">
      <section aria-label={t('whatYouGet')}>
        <h3 className="mb-1 text-12 text-fg-3">{t('whatYouGet')}</h3>
        <KeyValuePanel items={facts} />
      </section>
      {notes.length > 0 && (
        <section aria-label={t('goesWithIt')}>
          <h3 className="mb-1 text-12 text-fg-3">{t('goesWithIt')}</h3>
          <ul className="grid gap-1.5">
            {notes.map((note) => (
              <li key={note} className="flex items-start gap-2">
                <Icon name="info" className="mt-0.5 text-info-mark" />
                <span className="min-w-0">{note}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {command !== null && <CommandBox command={command} />}
    </div>
  )
}
