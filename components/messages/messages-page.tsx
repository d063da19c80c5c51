'use client'

import { useSearchParams } from 'next/navigation'
import { useTimeZone, useTranslations } from 'next-intl'
import { useState } from 'react'
import { SearchViewsMenu } from '#components/data-table/search-views-menu.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { SearchForm } from './search-form.tsx'
import { SearchResults } from './search-results.tsx'
import { toMessageQuery } from './search-state.ts'
import { SendButton } from './send/send-button.tsx'
import { OpenShortLink, ShortLinkButton } from './short-link.tsx'
import { useSearchUrl } from './use-search-url.ts'

/** Find a message, and be sure when it is not there. */
export function MessagesPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('messages')
  const timeZone = useTimeZone() ?? 'UTC'
  const { search, openId, setSearch, open } = useSearchUrl()
  const [searchedAt, setSearchedAt] = useState(0)
  const asked = toMessageQuery(search, { now: new Date(), timeZone })
  const problem = 'problem' in asked ? asked.problem : null
  const linkId = useSearchParams().get('s')
  if (linkId !== null) return <OpenShortLink clusterId={clusterId} linkId={linkId} />
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <>
            <ShortLinkButton clusterId={clusterId} />
            <SendButton clusterId={clusterId} topicName={search.topic} />
            <SearchViewsMenu viewId="messages" />
          </>
        }
      />
      <SearchForm
        key={JSON.stringify(search)}
        clusterId={clusterId}
        search={search}
        onSearch={(patch) => {
          setSearch(patch)
          setSearchedAt(Date.now())
        }}
      />
      {problem ? (
        <Empty title={t(`missing.${problem}`)}>{t('missingNext')}</Empty>
      ) : (
        <SearchResults
          clusterId={clusterId}
          search={search}
          context={{ timeZone, searchedAt }}
          openId={openId}
          onOpen={open}
          onSearch={setSearch}
        />
      )}
    </>
  )
}
