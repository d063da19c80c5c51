'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Denied } from '#components/layout/states/denied.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import type { MessageSectionsProps } from '#components/messages/message-sections-props.ts'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { Link } from '#components/ui/link.tsx'
import { onTopic } from '#lib/users/scope-match.ts'
import { tracesQuery } from './queries.ts'
import { SwimLane } from './swim-lane.tsx'
import { TraceGaps } from './trace-gaps.tsx'
import { traceHref } from './trace-href.ts'
import { useHopWords } from './use-hop-words.ts'

/** The way of an open message in short; the page has all of it. */
export function TraceSection({ message, address: { clusterId } }: MessageSectionsProps) {
  const t = useTranslations('traces')
  const access = useAccess()
  const words = useHopWords()
  const messageId = message.uniqKey ?? message.offsetMsgId
  // A copy in a retry or dead-letter topic went the way of the message that it is a copy of.
  const topic = message.systemProperties.RETRY_TOPIC ?? message.systemProperties.REAL_TOPIC ?? message.topicName
  const isAllowed = access.can('trace:read', clusterId, onTopic(topic))
  const query = useInfiniteQuery({ ...tracesQuery(clusterId, { id: messageId, topic }, 0), enabled: isAllowed })
  if (!isAllowed) {
    return (
      <DrawerSection title={t('section')}>
        <Denied permission="trace:read" />
      </DrawerSection>
    )
  }
  const page = query.data?.pages[0]?.page
  const [trace] = page?.items ?? []
  return (
    <DrawerSection
      title={t('section')}
      end={<Link href={traceHref({ clusterId, messageId, topic })}>{t('openPage')}</Link>}
    >
      {page === undefined ? (
        query.error ? (
          <ProblemView error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Loading shape="block" what={t('reading')} />
        )
      ) : (
        <>
          {trace && (
            <>
              <SwimLane trace={trace} isCompact />
              <ol className="sr-only">
                {trace.hops.map((hop, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: hops have no identity but their order
                  <li key={index}>
                    {[words.stage(hop), hop.groupName ?? hop.brokerName, words.result(hop), words.note(hop)]
                      .filter(Boolean)
                      .join(', ')}
                  </li>
                ))}
              </ol>
            </>
          )}
          <TraceGaps gaps={page.gaps} />
        </>
      )}
    </DrawerSection>
  )
}
