'use client'

import { useTranslations } from 'next-intl'
import { ImpactList } from '#components/ui/impact-list.tsx'
import { call } from '#lib/api/call.ts'
import { deleteRolePolicyEndpoint } from '#lib/roles/api.ts'
import type { Policy, PolicyType } from '#lib/roles/policy-schema.ts'
import { policyName } from './policy-text.ts'
import { RoleWriteDialog } from './role-write-dialog.tsx'

interface DeletePolicyDialogProps {
  clusterId: string
  roleName: string
  entry: Policy
  onClose: () => void
}

/** One entry is removed from every broker. */
export function DeletePolicyDialog({ clusterId, roleName, entry, onClose }: DeletePolicyDialogProps) {
  const t = useTranslations('roles.policies')
  return (
    <RoleWriteDialog
      clusterId={clusterId}
      roleName={roleName}
      title={t('deleteTitle', { resource: policyName(entry), name: roleName })}
      submitLabel={t('deleteSubmit')}
      send={({ dryRun, confirm }) =>
        call(deleteRolePolicyEndpoint, {
          params: { clusterId, roleName, resource: entry.resource },
          query: {
            dryRun,
            policyType: entry.policyType as PolicyType, // what this version has no word for, the schema refuses
            ...(confirm !== undefined && { confirm }),
          },
        })
      }
      says={
        <ImpactList
          items={[
            {
              kind: entry.decision === 'Deny' ? 'warning' : 'info',
              text: t(`deleteSays.${entry.decision === 'Deny' ? 'deny' : 'allow'}`),
            },
          ]}
        />
      }
      onClose={onClose}
    />
  )
}
