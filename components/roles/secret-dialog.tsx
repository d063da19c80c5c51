'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { PartialStrip } from '#components/layout/states/partial-strip.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { call } from '#lib/api/call.ts'
import { revealRoleSecretEndpoint } from '#lib/roles/api.ts'
import { SecretBox } from './secret-box.tsx'
import { useBrokerWords } from './use-broker-words.ts'

interface SecretDialogProps {
  clusterId: string
  roleName: string
  onClose: () => void
}

/** Asks first, for who looks at a secret is written down; then shows it until it is closed. */
export function SecretDialog({ clusterId, roleName, onClose }: SecretDialogProps) {
  const t = useTranslations('roles.reveal')
  const environment = useCluster()?.environment
  const brokers = useBrokerWords()
  const reveal = useMutation({
    mutationFn: () => call(revealRoleSecretEndpoint, { params: { clusterId, roleName } }),
    // Nothing keeps it once the dialog is closed.
    gcTime: 0,
  })
  const { data } = reveal
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title', { name: roleName })}
      environment={environment}
      note={t('note')}
      submitLabel={t('submit')}
      onSubmit={() => reveal.mutate()}
      isSubmitting={reveal.isPending}
      problem={reveal.error && <ProblemStrip error={reveal.error} />}
      result={
        data && (
          <div className="grid gap-3">
            <PartialStrip partial={data.partial} effect={t('partialEffect')} />
            {data.secrets.length > 1 && <Strip tone="warning">{t('several', { count: data.secrets.length })}</Strip>}
            <SecretBox label={t('accessKey')} value={roleName} copyLabel={t('copyAccessKey')} />
            {data.secrets.map(({ secretKey, brokers: holders }) => (
              <SecretBox
                key={holders.map(({ address }) => address).join()}
                label={data.secrets.length > 1 ? t('secretOn', { brokers: brokers.list(holders) }) : t('secret')}
                value={secretKey}
                copyLabel={t('copySecret')}
              />
            ))}
          </div>
        )
      }
    >
      <p>{t('text', { name: roleName })}</p>
    </FormDialog>
  )
}
