'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { useEffect } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { alarmLinkQuery } from './queries.ts'

/** Where links of messages lead: on to the alarm with its dialog open, or to why not. */
export function AlarmLinkPage() {
  const t = useTranslations('notifications')
  const router = useRouter()
  const [link] = useQueryState('link', parseAsString.withDefault(''))
  const query = useQuery(alarmLinkQuery(link))
  const opened = query.data
  useEffect(() => {
    if (!opened) return
    const { clusterId, instanceId, action } = opened
    router.replace(`/clusters/${clusterId}/alarms/${encodeURIComponent(instanceId)}?action=${action}`)
  }, [opened, router])
  return (
    <>
      <PageHeader title={t('linkTitle')} />
      <QueryView query={query} what={t('openingLink')}>
        {() => <p className="text-fg-3">{t('openingLink')}</p>}
      </QueryView>
    </>
  )
}
