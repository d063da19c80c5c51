'use client'

import { useTranslations } from 'next-intl'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { CreateAside } from './create-aside.tsx'
import { fullNameOf, type TopicDraft } from './topic-draft.ts'

interface CreateTopicAsideProps {
  draft: TopicDraft
  /** Masters that get it; 0 = not known. */
  brokerCount: number
  /** Null while the name servers or masters are not known. */
  command: string | null
}

/** What the input comes to, before it is sent. */
export function CreateTopicAside({ draft, brokerCount, command }: CreateTopicAsideProps) {
  const t = useTranslations('topics.create')
  const format = useFormat()
  const cluster = useCluster()
  const total = brokerCount > 0 && draft.queuesPerBroker !== null ? brokerCount * draft.queuesPerBroker : null
  const { topics, topicLimit } = cluster ?? {}
  const notes = [
    ...(draft.type === 'FIFO' ? [t('notes.fifoGroups')] : []),
    ...(draft.type === 'FIFO' && !draft.isOrdered ? [t('notes.fifoOrdered')] : []),
    ...(total === 1 ? [t('notes.globalOrder')] : []),
    ...(draft.cleanupPolicy === 'COMPACTION' ? [t('notes.compaction')] : []),
    ...(draft.type === 'NORMAL' ? [] : [t('notes.proxyChecks')]),
    ...(draft.type === 'LITE' || draft.type === 'MIXED' ? [t('notes.brokerDecides')] : []),
  ]
  return (
    <CreateAside
      facts={[
        { label: t('fullName'), value: fullNameOf(draft) || '–' },
        { label: t('queuesInAll'), value: total === null ? '?' : t('queuesBoth', { count: format.number(total) }) },
        { label: t('brokersCount'), value: brokerCount > 0 ? format.number(brokerCount) : '?' },
        ...(topicLimit && topics && topics.value !== null
          ? [{ label: t('limit'), value: t('limitUsed', { used: topics.value + 1, limit: topicLimit }) }]
          : []),
      ]}
      notes={notes}
      command={command}
    />
  )
}
