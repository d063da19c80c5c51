'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryStates } from 'nuqs'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { Section } from '#components/layout/section.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { call } from '#lib/api/call.ts'
import { runDiagnosisEndpoint } from '#lib/diagnoses/api.ts'
import type { DiagnosisItem } from '#lib/diagnoses/schema.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { DiagnosisRecord } from './diagnosis-record.tsx'
import { diagnosesQuery, diagnosisKeys, diagnosisQuery } from './queries.ts'
import { useCauseWords } from './use-cause-words.ts'
import { VerdictPill } from './verdict-pill.tsx'

/** What is wrong with a group and why: diagnose it now, or read what was found before. */
export function DiagnosisTab({ clusterId, groupName }: { clusterId: string; groupName: string }) {
  const t = useTranslations('diagnoses')
  const access = useAccess()
  const queryClient = useQueryClient()
  const query = useLiveQuery(diagnosesQuery(clusterId, groupName))
  const [{ diagnosisId, compareId }, setUrl] = useQueryStates({ diagnosisId: parseAsString, compareId: parseAsString })
  const run = useMutation({
    mutationFn: () => call(runDiagnosisEndpoint, { params: { clusterId, groupName } }),
    onSuccess: (diagnosis) => {
      queryClient.setQueryData(diagnosisQuery(clusterId, groupName, diagnosis.diagnosisId).queryKey, diagnosis)
      void queryClient.invalidateQueries({ queryKey: diagnosisKeys.all(clusterId, groupName), exact: true })
      void setUrl({ diagnosisId: diagnosis.diagnosisId, compareId: null }, { history: 'push' })
    },
  })
  return (
    <>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button
          icon="search"
          onClick={() => run.mutate()}
          isBusy={run.isPending}
          disabledReason={access.reason('diagnosis:run', clusterId, onGroup(groupName))}
        >
          {t(query.data?.total ? 'runAgain' : 'run')}
        </Button>
        <p className="text-fg-2" role="status">
          {t(run.isPending ? 'running' : 'keptFor')}
        </p>
      </div>
      {run.error !== null && (
        <div className="mt-3">
          <ProblemStrip error={run.error} />
        </div>
      )}
      {diagnosisId === null ? (
        <QueryView query={query} what={t('reading')}>
          {({ items }) => (
            <Records
              items={items}
              onOpen={(id) => void setUrl({ diagnosisId: id, compareId: null }, { history: 'push' })}
            />
          )}
        </QueryView>
      ) : (
        <DiagnosisRecord
          key={diagnosisId}
          clusterId={clusterId}
          groupName={groupName}
          diagnosisId={diagnosisId}
          others={(query.data?.items ?? []).filter((item) => item.diagnosisId !== diagnosisId)}
          compareId={compareId}
          onCompare={(id) => void setUrl({ compareId: id })}
          onBack={() => void setUrl({ diagnosisId: null, compareId: null }, { history: 'push' })}
        />
      )}
    </>
  )
}

function Records({ items, onOpen }: { items: readonly DiagnosisItem[]; onOpen: (diagnosisId: string) => void }) {
  const t = useTranslations('diagnoses')
  const format = useFormat()
  if (items.length === 0) return <Empty title={t('none')}>{t('noneText')}</Empty>
  const columns: Column<DiagnosisItem>[] = [
    {
      id: 'at',
      head: t('when'),
      width: 176,
      sortValue: (row) => row.at.getTime(),
      cell: (row) => <Instant at={row.at} withMs={false} />,
    },
    { id: 'by', head: t('who'), width: 120, cell: (row) => row.by },
    {
      id: 'firstCause',
      head: t('firstCause'),
      isFlexible: true,
      minWidth: 240,
      cell: (row) => <FirstCause item={row} />,
    },
    { id: 'counts', head: t('found'), width: 180, priority: 2, cell: (row) => t('counts', row.counts) },
    {
      id: 'open',
      head: '',
      width: 64,
      align: 'right',
      cell: (row) => (
        <button type="button" className="underline" onClick={() => onOpen(row.diagnosisId)}>
          {t('open')}
          <span className="sr-only"> {format.instant(row.at)}</span>
        </button>
      ),
    },
  ]
  return (
    <Section title={t('records')} count={format.number(items.length)}>
      <PlainTable
        label={t('records')}
        columns={columns}
        rows={items}
        rowId={(row) => row.diagnosisId}
        onOpen={(row) => onOpen(row.diagnosisId)}
      />
    </Section>
  )
}

function FirstCause({ item: { firstCause } }: { item: DiagnosisItem }) {
  const t = useTranslations('diagnoses')
  const words = useCauseWords()
  if (!firstCause) return <StatePill state="ok" label={t('nothingWrong')} />
  const { title } = words(firstCause)
  return (
    <span className="flex min-w-0 items-baseline gap-3" title={title}>
      <VerdictPill verdict={firstCause.verdict} />
      <span className="min-w-0 truncate">{title}</span>
    </span>
  )
}
