'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ImpactList } from '#components/ui/impact-list.tsx'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { Select } from '#components/ui/select.tsx'
import { call } from '#lib/api/call.ts'
import { copyRolesEndpoint } from '#lib/roles/api.ts'
import type { CopyInput } from '#lib/roles/difference-schema.ts'
import { roleSettingsQuery } from './queries.ts'
import { RoleWriteDialog } from './role-write-dialog.tsx'
import { useBrokerWords } from './use-broker-words.ts'

interface CopyRolesDialogProps {
  clusterId: string
  /** Null: all that the source has. */
  roleNames: readonly string[] | null
  onClose: () => void
}

/** Users and policies of one broker to others, as copyUser and copyAcl do; secrets go through the server only. */
export function CopyRolesDialog({ clusterId, roleNames, onClose }: CopyRolesDialogProps) {
  const t = useTranslations('roles.copy')
  const words = useBrokerWords()
  const { data } = useQuery(roleSettingsQuery(clusterId))
  const [from, setFrom] = useState<string | null>(null)
  const [to, setTo] = useState<string[]>([])
  const [ifExists, setIfExists] = useState<CopyInput['ifExists']>('SKIP')
  const brokers = (data?.brokers ?? []).map((broker) => ({
    value: broker.address,
    label: words.one(broker),
    hint: broker.address,
    ...(broker.users !== 'READ' && { disabledReason: t(`notReadable.${broker.users}`) }),
  }))
  const targets = brokers.filter(({ value }) => value !== from)
  return (
    <RoleWriteDialog
      clusterId={clusterId}
      roleName={null}
      title={roleNames === null ? t('titleAll') : t('title', { count: roleNames.length, name: roleNames[0] ?? '' })}
      submitLabel={t('submit')}
      send={({ dryRun }) =>
        call(copyRolesEndpoint, {
          params: { clusterId },
          query: { dryRun },
          body: { ...(roleNames && { roleNames: [...roleNames] }), from: from ?? '', to, ifExists },
        })
      }
      fieldsDisabledReason={from === null ? t('needsFrom') : to.length === 0 ? t('needsTo') : undefined}
      says={<ImpactList items={[{ kind: 'info', text: t('secrets') }]} />}
      onClose={onClose}
      fields={() => (
        <div className="grid gap-4">
          <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
            <Select
              label={t('from')}
              isRequired
              placeholder={t('choose')}
              value={from}
              onValueChange={(next) => {
                setFrom(next)
                setTo((present) => present.filter((address) => address !== next))
              }}
              options={brokers}
            />
            <MultiSelect label={t('to')} isRequired values={to} onValuesChange={setTo} options={targets} />
          </div>
          <RadioGroup
            label={t('ifExists')}
            value={ifExists}
            onValueChange={setIfExists}
            options={(['SKIP', 'OVERWRITE'] as const).map((value) => ({
              value,
              label: t(`ifExistsOptions.${value}`),
              hint: t(`ifExistsHints.${value}`),
            }))}
          />
          {roleNames && roleNames.length > 1 && (
            <p className="font-mono text-12 leading-5 text-fg-2 [overflow-wrap:anywhere]">{roleNames.join(', ')}</p>
          )}
        </div>
      )}
    />
  )
}
