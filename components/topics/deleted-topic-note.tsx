'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { onTopic } from '#lib/users/scope-match.ts'
import { deletedTopicQuery } from './queries.ts'
import { createAgainHref } from './topic-href.ts'

/** On the page of a topic that is not there: that it was deleted here, and the way back. Nothing when it was not. */
export function DeletedTopicNote({ clusterId, topicName }: { clusterId: string; topicName: string }) {
  const t = useTranslations('topics.deleted')
  const format = useFormat()
  const access = useAccess()
  const { data } = useQuery(deletedTopicQuery(clusterId, topicName))
  if (!data) return null
  return (
    <Strip
      tone="info"
      className="mb-3"
      end={
        <Button
          size="s"
          icon="undo"
          href={createAgainHref(clusterId, topicName)}
          disabledReason={access.reason('topic:create', clusterId, onTopic(topicName))}
        >
          {t('again')}
        </Button>
      }
    >
      {t('text', {
        by: data.deletedBy,
        at: format.instant(data.deletedAt, false),
        until: format.instant(data.expiresAt, false),
      })}
    </Strip>
  )
}
