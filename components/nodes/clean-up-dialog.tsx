'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { StartedJob } from '#components/jobs/started-job.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { call } from '#lib/api/call.ts'
import { cleanUpBrokerEndpoint } from '#lib/nodes/api.ts'
import { CleanupKind } from '#lib/nodes/schema.ts'
import type { BrokerParams } from './queries.ts'

/** Has one broker, or all, drop files that nothing needs any more, as a job. */
export function CleanUpDialog({ broker, onClose }: { broker: BrokerParams; onClose: () => void }) {
  const t = useTranslations('jobs.clean')
  const environment = useCluster()?.environment
  const [kind, setKind] = useState<CleanupKind>('cleanExpiredCQ')
  const [everywhere, setEverywhere] = useState(false)
  const start = useMutation({
    mutationFn: () =>
      call(cleanUpBrokerEndpoint, {
        params: broker,
        body: { kind, everywhere, source: `/nodes/brokers/${broker.brokerName}` },
      }),
  })
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title', { broker: broker.brokerName })}
      environment={environment}
      note={t('note')}
      submitLabel={t('submit')}
      onSubmit={() => start.mutate()}
      isSubmitting={start.isPending}
      problem={start.error && <ProblemStrip error={start.error} />}
      result={start.data && <StartedJob clusterId={broker.clusterId} jobId={start.data.jobId} />}
    >
      <div className="grid gap-4">
        <RadioGroup
          label={t('kind')}
          value={kind}
          onValueChange={setKind}
          options={CleanupKind.options.map((value) => ({ value, label: t(value), hint: t(`${value}Hint`) }))}
        />
        <Checkbox label={t('everywhere')} checked={everywhere} onCheckedChange={setEverywhere} />
      </div>
    </FormDialog>
  )
}
