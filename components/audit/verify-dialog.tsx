'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Instant } from '#components/layout/instant.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Link } from '#components/ui/link.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { call } from '#lib/api/call.ts'
import { verifyAuditEndpoint } from '#lib/audit-chain/api.ts'
import type { AuditVerification, BrokenSeal } from '#lib/audit-chain/schema.ts'

/** Was a row changed, removed or put in? Asks part by part, however long the audit is. */
export function VerifyDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('audit.verify')
  const format = useFormat()
  const [found, setFound] = useState<AuditVerification | null>(null)
  const [stop] = useState(() => new AbortController())
  const verify = useMutation({
    mutationFn: async () => {
      let sum: AuditVerification | null = null
      for (let after: bigint | null = null; ; ) {
        const part: AuditVerification = await call(
          verifyAuditEndpoint,
          { query: after === null ? {} : { after } },
          { signal: stop.signal },
        )
        sum = sum === null ? part : joined(sum, part)
        setFound(sum)
        if (part.next === null) return
        after = part.next
      }
    },
  })
  const isDone = verify.isSuccess
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (open) return
        stop.abort()
        onClose()
      }}
      title={t('title')}
      width={640}
      footer={
        <Button variant="primary" isBusy={verify.isPending} onClick={() => verify.mutate()}>
          {t('start')}
        </Button>
      }
    >
      <div className="grid gap-3">
        <p className="text-fg-2">{t('text')}</p>
        {verify.error && <ProblemStrip error={verify.error} />}
        {found && (
          <div className="grid gap-3" role="status">
            {found.broken.length > 0 ? (
              <StatePill state="critical" label={t('broken', { count: found.broken.length })} />
            ) : isDone ? (
              <StatePill state="ok" label={t('intact')} />
            ) : (
              <StatePill state="pending" label={t('running')} />
            )}
            <KeyValuePanel
              items={[
                { label: t('checked'), value: format.number(found.checked) },
                ...(found.from ? [{ label: t('from'), value: <Instant at={found.from} /> }] : []),
                ...(found.to ? [{ label: t('to'), value: <Instant at={found.to} /> }] : []),
                { label: t('waiting'), value: format.number(found.waiting) },
                ...(found.keptFrom ? [{ label: t('keptFrom'), value: <Instant at={found.keptFrom} /> }] : []),
                {
                  label: t('head'),
                  value: `${found.head.sealNo} ${found.head.hash}`,
                  copy: `${found.head.sealNo} ${found.head.hash}`,
                  isMono: true,
                },
              ]}
            />
            {found.broken.length > 0 && (
              <ul className="grid gap-1" aria-label={t('brokenList')}>
                {found.broken.map((seal) => (
                  <Broken key={`${seal.sealNo} ${seal.problem} ${seal.auditId}`} seal={seal} />
                ))}
              </ul>
            )}
          </div>
        )}
      </div>
    </Dialog>
  )
}

function Broken({ seal }: { seal: BrokenSeal }) {
  const t = useTranslations('audit.verify')
  const { problem, auditId, at, sealNo } = seal
  const around = (ms: number) => new Date((at?.getTime() ?? 0) + ms).toISOString()
  return (
    <li className="[overflow-wrap:anywhere]">
      <span className="font-medium">{t(`problems.${problem}`)}</span> {at && <Instant at={at} />}{' '}
      {auditId === undefined || at === undefined ? (
        <span className="font-mono text-12">{sealNo?.toString() ?? ''}</span>
      ) : (
        <Link
          href={`/audit?${new URLSearchParams({ from: around(-60_000), to: around(60_000), row: auditId })}`}
          className="font-mono text-12"
        >
          {auditId}
        </Link>
      )}
    </li>
  )
}

const joined = (a: AuditVerification, b: AuditVerification): AuditVerification => ({
  ...b,
  isIntact: a.isIntact && b.isIntact,
  checked: a.checked + b.checked,
  from: a.from ?? b.from,
  to: b.to ?? a.to,
  broken: [...a.broken, ...b.broken].slice(0, 100),
})
