'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Section } from '#components/layout/section.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { Button } from '#components/ui/button.tsx'
import type { Cluster } from '#lib/clusters/schema.ts'
import { WriteExceptionDialog } from './write-exception-dialog.tsx'

/** Of a cluster that is registered read-only: writes for a while, with a reason. */
export function WriteExceptionSection({ cluster: { clusterId, name, readOnly } }: { cluster: Cluster }) {
  const t = useTranslations('clusters.writeException')
  const access = useAccess()
  const [isOpen, setOpen] = useState(false)
  const isRunning = useCluster()?.readOnlyException !== undefined
  if (!readOnly) return null
  return (
    <Section title={t('title')} className="border-line-2 border-t pt-4 pb-8">
      <p className="mb-3 max-w-[70ch] text-12 text-fg-3">{t('text')}</p>
      <Button onClick={() => setOpen(true)} disabledReason={access.reason('cluster:read-only', clusterId)}>
        {t(isRunning ? 'change' : 'allow')}
      </Button>
      {isOpen && <WriteExceptionDialog clusterId={clusterId} name={name} onClose={() => setOpen(false)} />}
    </Section>
  )
}
