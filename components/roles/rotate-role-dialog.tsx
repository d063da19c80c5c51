'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { type Impact, ImpactList } from '#components/ui/impact-list.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { call } from '#lib/api/call.ts'
import { rotateRoleEndpoint } from '#lib/roles/api.ts'
import { RoleName, type RotateInput, SecretKey } from '#lib/roles/write-schema.ts'
import { roleQuery } from './queries.ts'
import { roleHref } from './role-href.ts'
import { RoleWriteDialog } from './role-write-dialog.tsx'
import type { SendOptions } from './use-role-write.ts'

interface RotateRoleDialogProps {
  clusterId: string
  roleName: string
  onClose: () => void
}

/** A new secret in place, or a second role beside it for clients that change one by one. */
export function RotateRoleDialog({ clusterId, roleName, onClose }: RotateRoleDialogProps) {
  const t = useTranslations('roles.rotate')
  const tCreate = useTranslations('roles.create')
  const tRoles = useTranslations('roles')
  const { data: role } = useQuery(roleQuery(clusterId, roleName))
  const isOwn = role?.isOwnAccount ?? false
  const isInner = role?.warnings.some(({ code }) => code === 'INNER_CREDENTIALS') ?? false
  const [chosen, setMode] = useState<RotateInput['mode'] | null>(null)
  // Clients keep working with a twin; the console has only one account.
  const mode = chosen ?? (isOwn ? 'IN_PLACE' : 'TWIN')
  const [keyGeneration, setGeneration] = useState<'AUTO' | 'MANUAL'>('AUTO')
  const [secretKey, setSecret] = useState('')
  const [twinName, setTwinName] = useState('')
  const [force, setForce] = useState(false)
  const isSecretWrong = secretKey !== '' && !SecretKey.safeParse(secretKey).success
  const isNameWrong = twinName !== '' && !RoleName.safeParse(twinName).success
  const inPlace = mode === 'IN_PLACE'

  const send = ({ dryRun, confirm }: SendOptions, given?: string) => {
    const manual = given ?? (keyGeneration === 'MANUAL' ? secretKey : undefined)
    return call(rotateRoleEndpoint, {
      params: { clusterId, roleName },
      query: { dryRun },
      body: {
        mode,
        keyGeneration: manual === undefined ? 'AUTO' : 'MANUAL',
        ...(manual !== undefined && { secretKey: manual }),
        ...(!inPlace && twinName !== '' && { twinName }),
        ...(inPlace && force && { force }),
        ...(confirm !== undefined && { confirm }),
      },
    })
  }

  function disabledReason(): string | undefined {
    if (keyGeneration === 'MANUAL' && !SecretKey.safeParse(secretKey).success) return tCreate('secretRule')
    if (isNameWrong) return tCreate('nameRule')
    return inPlace && isInner && !force ? t('needsForce') : undefined
  }

  const says: Impact[] = inPlace
    ? [
        { kind: 'warning', text: t('says.oldFails') },
        ...(isOwn ? [{ kind: 'info' as const, text: t('says.own') }] : []),
        ...(isInner ? [{ kind: 'critical' as const, text: t('says.inner') }] : []),
      ]
    : [
        { kind: 'info', text: t('says.both') },
        { kind: 'warning', text: t('says.notTold') },
        { kind: 'info', text: t('says.later') },
      ]
  return (
    <RoleWriteDialog
      clusterId={clusterId}
      roleName={roleName}
      title={t('title', { name: roleName })}
      submitLabel={t(inPlace ? 'submit' : 'submitTwin')}
      send={send}
      // What is left gets the same secret, which then is known.
      again={
        inPlace
          ? (written, options) => send(options, 'newSecretKey' in written ? written.newSecretKey : undefined)
          : undefined
      }
      fieldsDisabledReason={disabledReason()}
      hasUnsavedInput={secretKey !== '' || twinName !== ''}
      says={<ImpactList items={says} />}
      afterwards={
        inPlace ? null : (
          <div>
            <Button icon="link" href={roleHref(clusterId, roleName, 'connect')}>
              {t('showBoth')}
            </Button>
          </div>
        )
      }
      onClose={onClose}
      fields={(errorOf) => (
        <div className="grid gap-4">
          <RadioGroup
            label={t('how')}
            value={mode}
            onValueChange={setMode}
            options={[
              { value: 'TWIN', label: t('twin'), hint: t('twinHint', { name: roleName }) },
              { value: 'IN_PLACE', label: t('inPlace'), hint: t(isOwn ? 'inPlaceOwnHint' : 'inPlaceHint') },
            ]}
          />
          {!inPlace && (
            <TextField
              label={t('twinName')}
              placeholder={`${roleName}-2`}
              hint={t('twinNameHint')}
              error={isNameWrong ? tCreate('nameRule') : (errorOf('body.twinName') ?? errorOf('body.roleName'))}
              value={twinName}
              onValueChange={setTwinName}
            />
          )}
          <div className="grid grid-cols-1 items-start gap-3 md:grid-cols-2">
            <RadioGroup
              label={tCreate('key')}
              value={keyGeneration}
              onValueChange={setGeneration}
              options={[
                { value: 'AUTO', label: tCreate('auto'), hint: tCreate('autoHint') },
                { value: 'MANUAL', label: tCreate('manual'), hint: tCreate('manualHint') },
              ]}
            />
            {keyGeneration === 'MANUAL' && (
              <TextField
                label={tRoles('secret')}
                type="password"
                isRequired
                isMono
                autoComplete="new-password"
                error={isSecretWrong ? tCreate('secretRule') : errorOf('body.secretKey')}
                value={secretKey}
                onValueChange={setSecret}
              />
            )}
          </div>
          {inPlace && isInner && (
            <Checkbox label={t('force')} hint={t('forceHint')} checked={force} onCheckedChange={setForce} />
          )}
        </div>
      )}
    />
  )
}
