'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { saveFile } from '#components/ui/save-file.ts'
import { Select } from '#components/ui/select.tsx'
import type { Diagnosis, DiagnosisItem } from '#lib/diagnoses/schema.ts'
import { DiagnosisComparison } from './diagnosis-comparison.tsx'
import { DiagnosisLines } from './diagnosis-lines.tsx'
import { diagnosisQuery } from './queries.ts'

interface DiagnosisRecordProps {
  clusterId: string
  groupName: string
  diagnosisId: string
  /** The others, to compare with. */
  others: readonly DiagnosisItem[]
  compareId: string | null
  onCompare: (diagnosisId: string | null) => void
  onBack: () => void
}

const NOTHING = '-'

/** One kept diagnosis as it was, alone or beside another one. */
export function DiagnosisRecord({
  clusterId,
  groupName,
  diagnosisId,
  others,
  compareId,
  onCompare,
  onBack,
}: DiagnosisRecordProps) {
  const t = useTranslations('diagnoses')
  const format = useFormat()
  const query = useQuery(diagnosisQuery(clusterId, groupName, diagnosisId))
  return (
    <>
      <div className="mt-4 flex flex-wrap items-end gap-2">
        <Button icon="chev-left" variant="ghost" onClick={onBack}>
          {t('back')}
        </Button>
        <Select
          className="ml-auto w-64"
          label={t('compareWith')}
          size="s"
          value={compareId ?? NOTHING}
          onValueChange={(id) => onCompare(id === NOTHING ? null : id)}
          options={[
            { value: NOTHING, label: t('compareNone') },
            ...others.map(({ diagnosisId: id, at, by }) => ({
              value: id,
              label: `${format.instant(at, false)} ${by}`,
            })),
          ]}
        />
        <Button
          icon="download"
          onClick={() => query.data && save(query.data)}
          disabledReason={query.data ? undefined : t('readingOne')}
        >
          {t('export')}
        </Button>
      </div>
      <QueryView query={query} what={t('readingOne')}>
        {(diagnosis) => (
          <>
            <h2 className="mt-2 font-semibold">
              {t('titleAt', { at: format.instant(diagnosis.at, false) })}
              <span className="ml-3 font-normal text-fg-3">
                {t('by', { by: diagnosis.by })}, {t('took', { took: format.duration(diagnosis.durationMs) })}
              </span>
            </h2>
            {compareId === null ? (
              <DiagnosisLines clusterId={clusterId} diagnosis={diagnosis} />
            ) : (
              <Compared clusterId={clusterId} groupName={groupName} diagnosis={diagnosis} compareId={compareId} />
            )}
          </>
        )}
      </QueryView>
    </>
  )
}

function Compared({
  clusterId,
  groupName,
  diagnosis,
  compareId,
}: {
  clusterId: string
  groupName: string
  diagnosis: Diagnosis
  compareId: string
}) {
  const t = useTranslations('diagnoses')
  const query = useQuery(diagnosisQuery(clusterId, groupName, compareId))
  return (
    <QueryView query={query} what={t('readingOne')}>
      {(other) => <DiagnosisComparison one={diagnosis} other={other} />}
    </QueryView>
  )
}

const save = (diagnosis: Diagnosis) =>
  saveFile(
    `diagnosis-${diagnosis.groupName}-${diagnosis.at.toISOString()}.json`,
    `${JSON.stringify(diagnosis, null, 2)}\n`,
  )
