'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { call } from '#lib/api/call.ts'
import { putRolePoliciesEndpoint } from '#lib/roles/api.ts'
import { Decision, type Policy, PolicyInput, PolicyType, policyActions } from '#lib/roles/policy-schema.ts'
import { RoleWriteDialog } from './role-write-dialog.tsx'
import { SourceIpsField } from './source-ips-field.tsx'

interface PolicyDialogProps {
  clusterId: string
  roleName: string
  /** Null: a new one. */
  entry: Policy | null
  revision: string
  onClose: () => void
}

/** One entry; its key, type and resource, is fixed once it is there. */
export function PolicyDialog({ clusterId, roleName, entry, revision, onClose }: PolicyDialogProps) {
  const t = useTranslations('roles.policies')
  const [shownRevision] = useState(revision)
  const [initial] = useState(() => ({
    policyType: (entry?.policyType ?? 'Custom') as PolicyType, // what this version has no word for, the schema refuses
    resource: entry?.resource ?? 'Topic:',
    actions: [...(entry?.actions ?? [])],
    sourceIps: [...(entry?.sourceIps ?? [])],
    decision: (entry?.decision ?? 'Allow') as Decision, // as above
  }))
  const [draft, setDraft] = useState(initial)
  const change = (patch: Partial<typeof draft>) => setDraft((present) => ({ ...present, ...patch }))
  const parsed = PolicyInput.safeParse({ ...draft, ...(draft.sourceIps.length === 0 && { sourceIps: undefined }) })
  const isResourceWrong = !PolicyInput.shape.resource.safeParse(draft.resource).success
  const isTouched = JSON.stringify(draft) !== JSON.stringify(initial)

  function disabledReason(): string | undefined {
    if (isResourceWrong) return t('resourceRule')
    if (draft.actions.length === 0) return t('needsAction')
    if (!parsed.success) return parsed.error.issues[0]?.message
    return isTouched ? undefined : t('nothingChanged')
  }

  return (
    <RoleWriteDialog
      clusterId={clusterId}
      roleName={roleName}
      title={entry ? t('editTitle', { resource: entry.resource }) : t('addTitle', { name: roleName })}
      submitLabel={t('save')}
      send={({ dryRun, confirm }) =>
        call(putRolePoliciesEndpoint, {
          params: { clusterId, roleName },
          query: { dryRun },
          body: {
            entries: parsed.success ? [parsed.data] : [],
            revision: shownRevision,
            ...(confirm !== undefined && { confirm }),
          },
        })
      }
      fieldsDisabledReason={disabledReason()}
      hasUnsavedInput={isTouched}
      onClose={onClose}
      fields={(errorOf) => (
        <div className="grid gap-3">
          <div className="grid grid-cols-1 gap-3 md:grid-cols-[160px_minmax(0,1fr)]">
            <Select
              label={t('policyType')}
              value={draft.policyType}
              onValueChange={(policyType) => change({ policyType })}
              disabledReason={entry ? t('keyIsFixed') : undefined}
              options={PolicyType.options.map((value) => ({ value, label: value, hint: t(`typeHints.${value}`) }))}
            />
            <TextField
              label={t('resource')}
              isRequired
              isMono
              autoFocus={entry === null}
              hint={t('resourceHint')}
              error={draft.resource !== 'Topic:' && isResourceWrong ? t('resourceRule') : errorOf('body.entries')}
              value={draft.resource}
              onValueChange={(resource) => change({ resource })}
              disabledReason={entry ? t('keyIsFixed') : undefined}
            />
          </div>
          <div>
            <div className="mb-1 text-12 text-fg-3">{t('decision')}</div>
            <Segmented
              label={t('decision')}
              value={draft.decision}
              onValueChange={(decision) => change({ decision })}
              options={Decision.options.map((value) => ({ value, label: value }))}
            />
          </div>
          <fieldset>
            <legend className="mb-1 text-12 text-fg-3">{t('actions')}</legend>
            <div className="flex flex-wrap gap-x-4">
              {policyActions.map((action) => (
                <Checkbox
                  key={action}
                  label={action}
                  checked={draft.actions.includes(action)}
                  onCheckedChange={(isOn) =>
                    change({
                      actions: isOn ? [...draft.actions, action] : draft.actions.filter((other) => other !== action),
                    })
                  }
                />
              ))}
            </div>
          </fieldset>
          <SourceIpsField
            label={t('sourceIps')}
            hint={t('sourceIpsHint')}
            values={draft.sourceIps}
            onValuesChange={(sourceIps) => change({ sourceIps })}
          />
        </div>
      )}
    />
  )
}
