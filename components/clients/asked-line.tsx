'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Age } from '#components/layout/age.tsx'
import { Button } from '#components/ui/button.tsx'
import type { RunningInfo } from '#lib/clients/schema.ts'

/** When and through which broker the client answered, and the way to ask anew. */
export function AskedLine({ info, query }: { info: RunningInfo; query: UseQueryResult<unknown, Error> }) {
  const t = useTranslations('clients.asked')
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-12 text-fg-3">
      <span>
        {t.rich('answered', { broker: info.askedThrough, age: () => <Age key="age" at={info.answeredAt} /> })}
      </span>
      <Button size="s" icon="refresh" isBusy={query.isFetching} onClick={() => void query.refetch()}>
        {t('askAgain')}
      </Button>
    </div>
  )
}
