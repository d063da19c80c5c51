'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { MetadataFields } from '#components/topics/metadata-fields.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Link } from '#components/ui/link.tsx'
import { Select } from '#components/ui/select.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { call } from '#lib/api/call.ts'
import { updateRoleEndpoint } from '#lib/roles/api.ts'
import type { Role } from '#lib/roles/schema.ts'
import { PermissionFields } from './permission-fields.tsx'
import { roleQuery } from './queries.ts'
import { draftFault, draftOfRole, type RoleDraft, toRolePatch } from './role-draft.ts'
import { roleHref } from './role-href.ts'
import { RoleWriteDialog } from './role-write-dialog.tsx'
import { useRoleAccess } from './use-role-access.ts'

interface EditRoleDialogProps {
  clusterId: string
  roleName: string
  onClose: () => void
}

/** Waits for the role; from then on a refresh behind the dialog changes nothing under the hand. */
export function EditRoleDialog({ clusterId, roleName, onClose }: EditRoleDialogProps) {
  const t = useTranslations('roles.edit')
  const query = useQuery(roleQuery(clusterId, roleName))
  const [base, setBase] = useState<Role | null>(null)
  if (base === null && query.data) setBase(query.data)
  if (base) return <EditFields clusterId={clusterId} base={base} onClose={onClose} />
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('title', { name: roleName })} width={880}>
      {query.error ? <ProblemView error={query.error} /> : <Loading shape="block" what={t('reading')} />}
    </Dialog>
  )
}

/** All but name and secret. Only what was edited is sent, so that what the form cannot say is never lost. */
function EditFields({ clusterId, base, onClose }: { clusterId: string; base: Role; onClose: () => void }) {
  const t = useTranslations('roles.edit')
  const tForm = useTranslations('roles.form')
  const tRoles = useTranslations('roles')
  const may = useRoleAccess(clusterId)
  const [saved] = useState(() => draftOfRole(base))
  const [draft, setDraft] = useState<RoleDraft>(saved)
  const change = (patch: Partial<RoleDraft>) => setDraft((present) => ({ ...present, ...patch }))
  const { roleName, revision, form, isOwnAccount, isLastSuper } = base
  const patch = toRolePatch(saved, draft)
  const hasChanges = Object.keys(patch).length > 0
  const fault = form === null || draft.kind === 'Super' ? null : draftFault(draft, false)
  const mustStay = isOwnAccount ? tRoles('isOwnAccount') : isLastSuper ? tRoles('isLastSuper') : undefined
  return (
    <RoleWriteDialog
      clusterId={clusterId}
      roleName={roleName}
      title={t('title', { name: roleName })}
      submitLabel={t('submit')}
      send={({ dryRun, confirm }) =>
        call(updateRoleEndpoint, {
          params: { clusterId, roleName },
          query: { dryRun },
          body: { ...patch, revision, ...(confirm !== undefined && { confirm }) },
        })
      }
      fieldsDisabledReason={hasChanges ? (fault ? tForm(`draftFaults.${fault}`) : undefined) : t('nothingChanged')}
      hasUnsavedInput={hasChanges}
      onClose={onClose}
      fields={(errorOf) => (
        <div className="grid gap-3">
          {base.differsOn.length > 0 && <Strip tone="warning">{t('differs')}</Strip>}
          <div className="grid grid-cols-1 items-start gap-3 md:grid-cols-2">
            <Select
              label={tRoles('kind')}
              hint={draft.kind === 'Super' ? tForm('superHint') : undefined}
              value={draft.kind}
              onValueChange={(kind) => change({ kind })}
              error={errorOf('body.kind')}
              disabledReason={saved.kind === 'Super' ? mustStay : undefined}
              options={[
                { value: 'Normal', label: tRoles('kinds.Normal') },
                { value: 'Super', label: tRoles('kinds.Super'), disabledReason: may.writeSuper },
              ]}
            />
            <Switch
              label={tRoles('statuses.enabled')}
              checked={draft.status === 'enabled'}
              onCheckedChange={(isOn) => change({ status: isOn ? 'enabled' : 'disabled' })}
              disabledReason={draft.status === 'enabled' ? mustStay : undefined}
              className="md:pt-4"
            />
          </div>
          {form === null ? (
            <Strip
              tone="info"
              end={
                <Link href={roleHref(clusterId, roleName, 'policies')} className="text-12">
                  {t('openPolicies')}
                </Link>
              }
            >
              {t('custom')}
            </Strip>
          ) : (
            draft.kind === 'Normal' && (
              <PermissionFields clusterId={clusterId} draft={draft} onChange={change} errorOf={errorOf} />
            )
          )}
          <div className="grid grid-cols-1 gap-3 border-t border-line-1 pt-3 md:grid-cols-2">
            <MetadataFields value={draft} onChange={change} errorOf={errorOf} />
          </div>
        </div>
      )}
    />
  )
}
