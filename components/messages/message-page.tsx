'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyLinkButton } from './copy-link-button.tsx'
import { ExportMenu } from './export-menu.tsx'
import { aroundHref } from './message-href.ts'
import { MessageProblem } from './message-problem.tsx'
import { MessageSections } from './message-sections.tsx'
import { messageQuery } from './queries.ts'

interface MessagePageProps {
  clusterId: string
  messageId: string
  topic: string | null
}

/** One message as a page of its own: what a link in a ticket points to. */
export function MessagePage({ clusterId, messageId, topic }: MessagePageProps) {
  const t = useTranslations('messages')
  const address = { clusterId, messageId, topic }
  const query = useQuery(messageQuery(address))
  const list = `/clusters/${clusterId}/messages${topic === null ? '' : `?topic=${encodeURIComponent(topic)}`}`
  return (
    <>
      <PageHeader
        crumb={{ label: t('title'), href: list }}
        title={<span className="font-mono text-16">{query.data?.uniqKey ?? messageId}</span>}
        copy={query.data?.uniqKey ?? messageId}
        facts={[query.data?.topicName ?? topic]}
        actions={
          query.data && (
            <>
              <CopyLinkButton address={address} />
              <ExportMenu
                clusterId={clusterId}
                messages={[{ messageId: query.data.offsetMsgId, topic: query.data.topicName }]}
                isSelection={false}
                query={null}
              />
              <Button icon="chev-updown" href={aroundHref(clusterId, query.data)}>
                {t('message.aroundShort')}
              </Button>
            </>
          )
        }
      />
      <div className="max-w-[1040px]">
        {query.data ? (
          <MessageSections message={query.data} address={address} />
        ) : query.error ? (
          <MessageProblem error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Loading shape="block" what={t('message.reading')} />
        )}
      </div>
    </>
  )
}
