'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { Button } from '#components/ui/button.tsx'
import { copyText } from '#components/ui/copy-text.ts'
import { basePath } from '#lib/base-path.ts'
import { messageLinkQuery, shareSearch } from './queries.ts'

/** Copies a short link to the search as it stands, however long its filters are. */
export function ShortLinkButton({ clusterId }: { clusterId: string }) {
  const t = useTranslations('messages.shortLink')
  const path = usePathname()
  const query = useSearchParams().toString()
  const share = useMutation({
    mutationFn: async () => {
      const { linkId } = await shareSearch(clusterId, query)
      return copyText(`${window.location.origin}${basePath}${path}?s=${linkId}`)
    },
  })
  const wasShared = share.isSuccess && share.data
  return (
    <>
      <ProblemStrip error={share.error} />
      <Button
        variant="ghost"
        icon={wasShared ? 'check' : 'copy'}
        isBusy={share.isPending}
        onClick={() => share.mutate()}
        {...(query === '' && { disabledReason: t('nothing') })}
      >
        <span role="status">{wasShared ? t('copied') : t('copy')}</span>
      </Button>
    </>
  )
}

/** Goes on to the search that a short link stands for. */
export function OpenShortLink({ clusterId, linkId }: { clusterId: string; linkId: string }) {
  const t = useTranslations('messages.shortLink')
  const router = useRouter()
  const path = usePathname()
  const { data, error, refetch } = useQuery(messageLinkQuery(clusterId, linkId))
  useEffect(() => {
    if (data) router.replace(`${path}?${data.query}`)
  }, [data, path, router])
  if (error) return <ProblemView error={error} onRetry={() => void refetch()} />
  return <Loading what={t('opening')} />
}
