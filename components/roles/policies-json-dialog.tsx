'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Strip } from '#components/ui/strip.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { call } from '#lib/api/call.ts'
import { putRolePoliciesEndpoint } from '#lib/roles/api.ts'
import { parseEntries } from './policy-entries-text.ts'
import { RoleWriteDialog } from './role-write-dialog.tsx'

interface PoliciesJsonDialogProps {
  clusterId: string
  roleName: string
  initial: string
  revision: string
  onClose: () => void
}

/** All policies as one text. Saving merges: an entry that is taken out of the text stays on the brokers. */
export function PoliciesJsonDialog({ clusterId, roleName, initial, revision, onClose }: PoliciesJsonDialogProps) {
  const t = useTranslations('roles.policies')
  const [text, setText] = useState(initial)
  const [shownRevision] = useState(revision)
  const parsed = parseEntries(text)
  const fault =
    'entries' in parsed
      ? undefined
      : parsed.fault === 'json'
        ? t('notJson')
        : t('wrongEntry', { path: parsed.path || '[]', detail: parsed.detail })
  return (
    <RoleWriteDialog
      clusterId={clusterId}
      roleName={roleName}
      title={t('editJsonTitle', { name: roleName })}
      submitLabel={t('save')}
      send={({ dryRun, confirm }) =>
        call(putRolePoliciesEndpoint, {
          params: { clusterId, roleName },
          query: { dryRun },
          body: {
            entries: 'entries' in parsed ? parsed.entries : [],
            revision: shownRevision,
            ...(confirm !== undefined && { confirm }),
          },
        })
      }
      fieldsDisabledReason={fault}
      hasUnsavedInput={text !== initial}
      onClose={onClose}
      fields={() => (
        <div className="grid gap-3">
          <Strip tone="info">{t('merges')}</Strip>
          <TextArea
            label={t('entries')}
            rows={18}
            isMono
            error={text === initial ? undefined : fault}
            value={text}
            onValueChange={setText}
          />
        </div>
      )}
    />
  )
}
