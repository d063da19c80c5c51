'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { createPermissionSetEndpoint, updatePermissionSetEndpoint } from '#lib/users/permission-set-api.ts'
import type { PermissionSet } from '#lib/users/permission-set-schema.ts'
import { type Permission, permissions, prerequisitesOf, withPrerequisites } from '#lib/users/permissions.ts'
import { PermissionSetName } from '#lib/users/schema.ts'
import { permissionSetsKey } from './queries.ts'

interface PermissionSetDialogProps {
  /** What is changed, or copied. */
  set: PermissionSet
  isCopy: boolean
  onClose: () => void
}

const byThing = Map.groupBy(permissions, (permission) => permission.slice(0, permission.indexOf(':')))

/** An own set starts as a copy. What a permission needs is ticked with it and stays as long as it does. */
export function PermissionSetDialog({ set, isCopy, onClose }: PermissionSetDialogProps) {
  const t = useTranslations('users.sets')
  const toast = useToast()
  const queryClient = useQueryClient()
  const [name, setName] = useState(isCopy ? '' : set.name)
  const [description, setDescription] = useState(set.description)
  const [chosen, setChosen] = useState<readonly Permission[]>(set.permissions)
  const save = useMutation({
    mutationFn: () =>
      isCopy
        ? call(createPermissionSetEndpoint, { body: { name, description, permissions: [...chosen] } })
        : call(updatePermissionSetEndpoint, {
            params: { name: set.name },
            body: { description, permissions: [...chosen], revision: set.revision },
          }),
    onSuccess: (saved) => {
      queryClient.invalidateQueries({ queryKey: permissionSetsKey })
      toast({ title: t('saved', { name: saved.name }) })
      onClose()
    },
  })
  const errorOf = useFieldErrors(save.error)
  const isNamed = PermissionSetName.safeParse(name).success
  const toggle = (permission: Permission, isOn: boolean) =>
    setChosen(isOn ? withPrerequisites([...chosen, permission]) : chosen.filter((each) => each !== permission))
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={isCopy ? t('copyTitle', { name: set.name }) : t('changeTitle', { name: set.name })}
      width={720}
      submitLabel={isCopy ? t('create') : t('save')}
      onSubmit={() => save.mutate()}
      isSubmitting={save.isPending}
      submitDisabledReason={isNamed ? (chosen.length === 0 ? t('needsOne') : undefined) : t('needsName')}
      problem={save.error && <ProblemStrip error={save.error} />}
      note={isCopy ? undefined : t('changeNote', { count: set.grants ?? 0 })}
      hasUnsavedInput={isCopy && name !== ''}
    >
      <div className="grid gap-3">
        <TextField
          label={t('name')}
          hint={t('nameHint')}
          value={name}
          onValueChange={setName}
          error={errorOf('body.name')}
          disabledReason={isCopy ? undefined : t('nameStays')}
          isMono
        />
        <TextField
          label={t('description')}
          hint={t('descriptionHint')}
          value={description}
          onValueChange={setDescription}
        />
        {[...byThing].map(([thing, ofThing]) => (
          <fieldset key={thing}>
            <legend className="text-12 font-medium text-fg-2">{t(`thing.${thing as Thing}`)}</legend>
            <div className="grid sm:grid-cols-3">
              {ofThing.map((permission) => {
                const needing = chosen.filter((each) => prerequisitesOf(each).includes(permission))
                return (
                  <Checkbox
                    key={permission}
                    label={<span className="font-mono text-12">{permission}</span>}
                    hint={t(`words.${permission}`)}
                    checked={chosen.includes(permission)}
                    onCheckedChange={(isOn) => toggle(permission, isOn)}
                    disabledReason={
                      needing.length > 0 && chosen.includes(permission)
                        ? t('neededBy', {
                            names: needing.slice(0, 3).join(', '),
                            more: Math.max(0, needing.length - 3),
                          })
                        : undefined
                    }
                  />
                )
              })}
            </div>
          </fieldset>
        ))}
      </div>
    </FormDialog>
  )
}

type Thing =
  | 'cluster'
  | 'node'
  | 'topic'
  | 'group'
  | 'client'
  | 'namespace'
  | 'monitoring'
  | 'alarm'
  | 'job'
  | 'connect'
  | 'replication'
  | 'view'
  | 'message'
  | 'trace'
  | 'dead-letter'
  | 'offset'
  | 'diagnosis'
  | 'silence'
  | 'broker'
  | 'role'
  | 'timer'
  | 'transaction'
  | 'limit'
  | 'maintenance'
  | 'migration'
  | 'metadata'
  | 'channel'
  | 'policy'
  | 'user'
  | 'permission-set'
  | 'sign-in'
  | 'token'
  | 'masking'
  | 'audit'
  | 'about'
