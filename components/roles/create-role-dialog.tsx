'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { newIdempotencyKey } from '#components/layout/idempotency-key.ts'
import { MetadataFields } from '#components/topics/metadata-fields.tsx'
import { Button } from '#components/ui/button.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { Select } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { ApiError, call } from '#lib/api/call.ts'
import { createRoleEndpoint } from '#lib/roles/api.ts'
import { RoleName, SecretKey } from '#lib/roles/write-schema.ts'
import { PermissionFields } from './permission-fields.tsx'
import { draftFault, emptyRoleDraft, type RoleDraft, toNewRole } from './role-draft.ts'
import { roleHref } from './role-href.ts'
import { RoleWriteDialog } from './role-write-dialog.tsx'
import { useRoleAccess } from './use-role-access.ts'
import type { SendOptions } from './use-role-write.ts'

/** A new role, on every broker: fields, what is written where, what became of it and the secret. */
export function CreateRoleDialog({ clusterId, onClose }: { clusterId: string; onClose: () => void }) {
  const t = useTranslations('roles.create')
  const tForm = useTranslations('roles.form')
  const tRoles = useTranslations('roles')
  const may = useRoleAccess(clusterId)
  const [draft, setDraft] = useState<RoleDraft>(emptyRoleDraft)
  const change = (patch: Partial<RoleDraft>) => setDraft((present) => ({ ...present, ...patch }))
  // The same key until the console has answered: sending again after a lost connection cannot create twice.
  const [key, setKey] = useState(newIdempotencyKey)
  const fault = draftFault(draft, true)
  const isNameWrong = draft.roleName !== '' && !RoleName.safeParse(draft.roleName).success
  const isSecretWrong = draft.secretKey !== '' && !SecretKey.safeParse(draft.secretKey).success

  async function send({ dryRun, confirm }: SendOptions) {
    const body = { ...toNewRole(draft), ...(confirm !== undefined && { confirm }) }
    try {
      const answer = await call(
        createRoleEndpoint,
        { params: { clusterId }, query: { dryRun }, body },
        dryRun ? {} : { idempotencyKey: key },
      )
      if (!dryRun) setKey(newIdempotencyKey())
      return answer
    } catch (error) {
      if (error instanceof ApiError) setKey(newIdempotencyKey())
      throw error
    }
  }

  return (
    <RoleWriteDialog
      clusterId={clusterId}
      roleName={draft.roleName}
      title={t('title')}
      submitLabel={t('submit')}
      send={send}
      fieldsDisabledReason={draft.roleName === '' ? t('needsName') : fault ? tForm(`draftFaults.${fault}`) : undefined}
      hasUnsavedInput={JSON.stringify(draft) !== JSON.stringify(emptyRoleDraft)}
      onClose={onClose}
      afterwards={
        <div className="flex flex-wrap gap-2">
          <Button icon="key" href={roleHref(clusterId, draft.roleName)}>
            {t('open')}
          </Button>
          <Button icon="link" href={roleHref(clusterId, draft.roleName, 'connect')}>
            {t('connect')}
          </Button>
        </div>
      }
      fields={(errorOf) => (
        <div className="grid gap-3">
          <div className="grid grid-cols-1 gap-3 md:grid-cols-[minmax(0,1fr)_200px]">
            <TextField
              label={tRoles('name')}
              isRequired
              autoFocus
              hint={t('nameHint')}
              error={isNameWrong ? t('nameRule') : errorOf('body.roleName')}
              value={draft.roleName}
              onValueChange={(roleName) => change({ roleName })}
            />
            <Select
              label={tRoles('kind')}
              hint={draft.kind === 'Super' ? tForm('superHint') : undefined}
              value={draft.kind}
              onValueChange={(kind) => change({ kind })}
              error={errorOf('body.kind')}
              options={[
                { value: 'Normal', label: tRoles('kinds.Normal') },
                { value: 'Super', label: tRoles('kinds.Super'), disabledReason: may.writeSuper },
              ]}
            />
          </div>
          <div className="grid grid-cols-1 items-start gap-3 md:grid-cols-2">
            <RadioGroup
              label={t('key')}
              value={draft.keyGeneration}
              onValueChange={(keyGeneration) => change({ keyGeneration })}
              options={[
                { value: 'AUTO', label: t('auto'), hint: t('autoHint') },
                { value: 'MANUAL', label: t('manual'), hint: t('manualHint') },
              ]}
            />
            {draft.keyGeneration === 'MANUAL' && (
              <TextField
                label={tRoles('secret')}
                type="password"
                isRequired
                isMono
                autoComplete="new-password"
                error={isSecretWrong ? t('secretRule') : errorOf('body.secretKey')}
                value={draft.secretKey}
                onValueChange={(secretKey) => change({ secretKey })}
              />
            )}
          </div>
          {draft.kind === 'Normal' && (
            <PermissionFields clusterId={clusterId} draft={draft} onChange={change} errorOf={errorOf} />
          )}
          <div className="grid grid-cols-1 gap-3 border-t border-line-1 pt-3 md:grid-cols-2">
            <MetadataFields value={draft} onChange={change} errorOf={errorOf} />
          </div>
          <Switch
            label={t('enabled')}
            hint={t('enabledHint')}
            checked={draft.status === 'enabled'}
            onCheckedChange={(isOn) => change({ status: isOn ? 'enabled' : 'disabled' })}
          />
        </div>
      )}
    />
  )
}
