'use client'

import { useTranslations } from 'next-intl'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { CreateAside } from '#components/topics/create-aside.tsx'
import { fullNameOf } from '#components/topics/topic-draft.ts'
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
  const { groups, groupLimit } = useCluster() ?? {}
  const fullName = fullNameOf(draft)
  const notes = [
    t('notes.remotingRetries'),
    ...(draft.isOrdered ? [t('notes.ordered')] : []),
    ...(draft.policy === 'DEFAULT' ? [] : [t('notes.policy')]),
    ...(draft.maxRetries === 0 ? [t('notes.noRetries')] : []),
    ...(draft.consumeEnable ? [] : [t('notes.off')]),
  ]
  return (
    <CreateAside
      facts={[
        { label: t('fullName'), value: fullName || '–' },
        { label: t('brokersCount'), value: brokerCount > 0 ? format.number(brokerCount) : '?' },
        { label: t('retriesAfter'), value: <RetryPolicyText policy={policyOf(draft)} /> },
        { label: t('deadLettersIn'), value: fullName === '' ? '–' : `%DLQ%${fullName}` },
        ...(groupLimit != null && groups != null && groups.value !== null
          ? [{ label: t('limit'), value: t('limitUsed', { used: groups.value + 1, limit: groupLimit }) }]
          : []),
      ]}
      notes={notes}
      command={command}
    />
  )
}
