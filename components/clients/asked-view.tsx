'use client'

import { type UseQueryResult, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Absence } from '#components/layout/states/absence.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { NotSupported } from '#components/layout/states/not-supported.tsx'
import { PartialStrip } from '#components/layout/states/partial-strip.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { Button } from '#components/ui/button.tsx'
import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { Askable } from '#lib/clients/schema.ts'

interface AskedViewProps<Data> {
  askable: Askable
  query: UseQueryResult<Data, Error>
  queryKey: readonly unknown[]
  /** What is being asked, said after 2 s. */
  what: string
  children: (data: Data) => ReactNode
}

/** What a client itself was asked for, or why there is none: a proxy is between, it does not answer, or it was not asked. */
export function AskedView<Data>({ askable, query, queryKey, what, children }: AskedViewProps<Data>) {
  const t = useTranslations('clients.asked')
  const queryClient = useQueryClient()
  const ask = () => void query.refetch()
  if (askable === 'PRODUCER') return <NotSupported title={t('producerTitle')}>{t('producerText')}</NotSupported>
  if (askable === 'ONLY_AT_PROXY') return <NotSupported title={t('proxyTitle')}>{t('proxyText')}</NotSupported>
  if (query.data !== undefined) {
    const { partial } = query.data as { partial?: PartialEntry[] } // absent on answers that have no such part
    return (
      <>
        {query.error && <ProblemStrip error={query.error} />}
        <PartialStrip partial={partial} effect={t('partialEffect')} onRetry={ask} />
        {children(query.data)}
      </>
    )
  }
  if (query.isFetching) return <Loading what={what} onCancel={() => void queryClient.cancelQueries({ queryKey })} />
  if (!query.error) {
    return (
      <Absence title={t('cancelledTitle')} actions={<Button onClick={ask}>{t('ask')}</Button>}>
        {t('cancelledText')}
      </Absence>
    )
  }
  const problem = problemOf(query.error)
  if (problem?.reason === 'CLIENT_SILENT') {
    return (
      <Absence
        icon="unknown"
        title={t('silentTitle')}
        actions={
          <Button icon="refresh" onClick={ask}>
            {t('askAgain')}
          </Button>
        }
      >
        <p>{t('silentText')}</p>
        <p className="mt-1 font-mono text-12">{query.error.message}</p>
      </Absence>
    )
  }
  if (problem?.code === 'NOT_FOUND') {
    return (
      <Absence title={t('goneTitle')} actions={<Button onClick={ask}>{t('askAgain')}</Button>}>
        {t('goneText')}
      </Absence>
    )
  }
  return <ProblemView error={query.error} onRetry={ask} />
}
