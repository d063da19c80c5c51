'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { fullNameOf } from '#components/topics/topic-draft.ts'
import { CommandBox } from '#components/ui/command-box.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { type GroupDraft, policyOf } from './group-draft.ts'
import { RetryPolicyText } from './retry-policy-text.tsx'

interface CreateGroupAsideProps {
  draft: GroupDraft
  /** Masters that get it; 0 = not known. */
  brokerCount: number
  /** Null while the name servers or masters are not known, or where mqadmin cannot say it. */
  command: string | null
}

/** What the input comes to, before it is sent. */
export function CreateGroupAside({ draft, brokerCount, command }: CreateGroupAsideProps) {
  const t = useTranslations('groups.create')
  const format = useFormat()
  const fullName = fullNameOf(draft)
  const notes = [
    t('notes.remotingRetries'),
    ...(draft.isOrdered ? [t('notes.ordered')] : []),
    ...(draft.policy === 'DEFAULT' ? [] : [t('notes.policy')]),
    ...(draft.maxRetries === 0 ? [t('notes.noRetries')] : []),
    ...(draft.consumeEnable ? [] : [t('notes.off')]),
  ]
  return (
    <div className="grid content-start gap-4">
      <section aria-label={t('whatYouGet')}>
        <h3 className="mb-1 text-12 text-fg-3">{t('whatYouGet')}</h3>
        <KeyValuePanel
          items={[
            { label: t('fullName'), value: fullName || '–' },
            { label: t('brokersCount'), value: brokerCount > 0 ? format.number(brokerCount) : '?' },
            { label: t('retriesAfter'), value: <RetryPolicyText policy={policyOf(draft)} /> },
            { label: t('deadLettersIn'), value: fullName === '' ? '–' : `%DLQ%${fullName}` },
          ]}
        />
      </section>
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
      {command !== null && <CommandBox command={command} />}
    </div>
  )
}
