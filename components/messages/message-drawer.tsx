'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Loading } from '#components/layout/states/loading.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Drawer } from '#components/ui/drawer.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { MessageItem } from '#lib/messages/schema.ts'
import { CopyLinkButton } from './copy-link-button.tsx'
import { ExportMenu } from './export-menu.tsx'
import { aroundHref, messageHref } from './message-href.ts'
import { MessageProblem } from './message-problem.tsx'
import { MessageSections } from './message-sections.tsx'
import { messageQuery } from './queries.ts'

interface MessageDrawerProps {
  clusterId: string
  topic: string | null
  /** Offset id of what is open. */
  messageId: string | null
  items: readonly MessageItem[]
  /** Where it stands among them; −1 when a link opened it that the search does not hold. */
  index: number
  onOpen: (offsetMsgId: string | null) => void
  /** Above everything else about it. */
  top?: ReactNode
}

/** One message beside the rows it was found among. J and K walk through them. */
export function MessageDrawer({ clusterId, topic, messageId, items, index, onOpen, top }: MessageDrawerProps) {
  const t = useTranslations('messages')
  const id = messageId ?? ''
  const address = { clusterId, messageId: id, topic }
  const query = useQuery({ ...messageQuery(address), enabled: messageId !== null })
  const to = (next: number) => {
    const item = items[next]
    return item && (() => onOpen(item.offsetMsgId))
  }
  const shown = query.data ?? items[index]
  const shownId = shown?.uniqKey ?? id
  return (
    <Drawer
      open={messageId !== null}
      onClose={() => onOpen(null)}
      title={t('message.title')}
      subtitle={
        <>
          <span className="min-w-0 truncate font-mono text-12">{shownId}</span>
          <CopyButton text={shownId} label={t('message.copyId')} />
        </>
      }
      headEnd={
        <>
          {shown && (
            <ExportMenu
              clusterId={clusterId}
              messages={[{ messageId: shown.offsetMsgId, topic: shown.topicName }]}
              isSelection={false}
              query={null}
            />
          )}
          <CopyLinkButton address={address} />
          {shown && <IconButton icon="chev-updown" label={t('message.around')} href={aroundHref(clusterId, shown)} />}
          <IconButton
            icon="external"
            label={t('message.openPage')}
            href={messageHref({ clusterId, messageId: id, topic })}
          />
        </>
      }
      {...(index >= 0 && {
        position: { index, total: items.length, onPrevious: to(index - 1), onNext: to(index + 1) },
      })}
      storageKey="message"
    >
      {top}
      {query.data ? (
        <MessageSections key={id} message={query.data} address={address} />
      ) : query.error ? (
        <MessageProblem error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Loading shape="block" what={t('message.reading')} />
      )}
    </Drawer>
  )
}
