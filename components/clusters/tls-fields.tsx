'use client'

import { useTranslations } from 'next-intl'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { Cluster } from '#lib/clusters/schema.ts'
import type { ClusterDraft } from './cluster-draft.ts'

interface TlsFieldsProps {
  draft: ClusterDraft
  onChange: (patch: Partial<ClusterDraft>) => void
  errorOf: (path: string) => string | undefined
  /** What is registered now; undefined for a new cluster. */
  saved: Cluster['tls'] | undefined
}

/** Whether and how servers prove who they are. PEM texts that are stored are not shown again. */
export function TlsFields({ draft, onChange, errorOf, saved }: TlsFieldsProps) {
  const t = useTranslations('clusters.form')
  return (
    <>
      <div className="mt-4 grid gap-4 md:grid-cols-4">
        <div className="flex items-center gap-6 self-center">
          <Switch
            label={t('tls')}
            checked={draft.tlsEnabled}
            onCheckedChange={(tlsEnabled) => onChange({ tlsEnabled })}
          />
          {draft.tlsEnabled && (
            <Switch
              label={t('tlsVerify')}
              checked={draft.tlsVerify}
              onCheckedChange={(tlsVerify) => onChange({ tlsVerify })}
            />
          )}
        </div>
        {draft.tlsEnabled && (
          <TextField
            label={t('tlsServerName')}
            error={errorOf('body.tls.serverName')}
            value={draft.tlsServerName}
            onValueChange={(tlsServerName) => onChange({ tlsServerName })}
          />
        )}
        {draft.tlsEnabled && !draft.tlsVerify && (
          <div className="flex items-center gap-2 self-center md:col-span-2">
            <StatePill state="critical" label={t('verifyOff')} />
            <span className="text-12 text-fg-2">{t('verifyOffHint')}</span>
          </div>
        )}
      </div>
      {draft.tlsEnabled && (
        <div className="mt-4 grid gap-4 md:grid-cols-3">
          <TextArea
            label={t('tlsCa')}
            hint={saved?.hasCa ? t('pemKept') : t('pemHint')}
            error={errorOf('body.tls.ca')}
            isMono
            rows={3}
            value={draft.tlsCa}
            onValueChange={(tlsCa) => onChange({ tlsCa })}
          />
          <TextArea
            label={t('tlsClientCertificate')}
            hint={saved?.hasClientCertificate ? t('pemKept') : undefined}
            error={errorOf('body.tls.clientCertificate')}
            isMono
            rows={3}
            value={draft.tlsClientCertificate}
            onValueChange={(tlsClientCertificate) => onChange({ tlsClientCertificate })}
          />
          <TextArea
            label={t('tlsClientKey')}
            hint={saved?.hasClientCertificate ? t('pemKept') : undefined}
            error={errorOf('body.tls.clientKey')}
            isMono
            rows={3}
            value={draft.tlsClientKey}
            onValueChange={(tlsClientKey) => onChange({ tlsClientKey })}
          />
        </div>
      )}
    </>
  )
}
