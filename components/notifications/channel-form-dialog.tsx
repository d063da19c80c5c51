'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { createChannelEndpoint, updateChannelEndpoint } from '#lib/notifications/api.ts'
import {
  type ChannelConfig,
  ChannelKind,
  type NoticeChannel,
  type SecretName,
} from '#lib/notifications/channel-schema.ts'
import { type ChannelField, channelFields, givenSecrets, initialConfig } from './channel-fields.ts'
import { ChannelInput, parseLabelLines } from './channel-input.tsx'
import { notificationKeys } from './queries.ts'

interface ChannelFormDialogProps {
  /** null: a new one. */
  channel: NoticeChannel | null
  onClose: () => void
  onSaved: (channel: NoticeChannel) => void
}

/** A channel: where it goes to, its secrets, how much it takes. Its kind stays. */
export function ChannelFormDialog({ channel, onClose, onSaved }: ChannelFormDialogProps) {
  const t = useTranslations('notifications')
  const toast = useToast()
  const queryClient = useQueryClient()
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? 'WEBHOOK')
  const [name, setName] = useState(channel?.name ?? '')
  const [isEnabled, setEnabled] = useState(channel?.isEnabled ?? true)
  const [config, setConfig] = useState<Record<string, unknown>>({ ...(channel?.config ?? initialConfig.WEBHOOK) })
  const [secrets, setSecrets] = useState<Partial<Record<SecretName, string | null>>>({})
  const [ratePerMinute, setRate] = useState<number | null>(channel?.ratePerMinute ?? 30)
  const [heartbeatMinutes, setHeartbeat] = useState<number | null>(channel?.heartbeatMinutes ?? null)

  const save = useMutation({
    mutationFn: () => {
      const body = {
        name: name.trim(),
        isEnabled,
        config: bodyOf(kind, config),
        secrets: givenSecrets(kind, secrets),
        ratePerMinute: ratePerMinute ?? 30,
        heartbeatMinutes,
      }
      return channel
        ? call(updateChannelEndpoint, {
            params: { channelId: channel.channelId },
            body: { ...body, revision: channel.revision },
          })
        : call(createChannelEndpoint, { body })
    },
    onSuccess: (saved) => {
      void queryClient.invalidateQueries({ queryKey: notificationKeys.all })
      toast({ title: t('channelSaved', { name: saved.name }) })
      onSaved(saved)
      onClose()
    },
  })
  const errorOf = useFieldErrors(save.error)
  const field = (spec: ChannelField) => (
    <ChannelInput
      key={`${kind} ${spec.name}`}
      field={spec}
      value={spec.isSecret ? secrets[spec.name as SecretName] : config[spec.name]} // a secret's field has a secret's name
      onChange={(value) =>
        spec.isSecret
          ? setSecrets((before) => ({ ...before, [spec.name]: String(value ?? '') }))
          : setConfig((before) => ({ ...before, [spec.name]: value }))
      }
      error={errorOf(spec.isSecret ? `body.secrets.${spec.name}` : `body.config.${spec.name}`)}
      kept={spec.isSecret ? keptOf(channel, spec.name as SecretName) : undefined}
    />
  )
  const fields = channelFields[kind]
  const lacks = lacking(name, fields, config, secrets, channel)
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={channel ? t('editChannel', { name: channel.name }) : t('addChannel')}
      submitLabel={t('save')}
      onSubmit={() => save.mutate()}
      isSubmitting={save.isPending}
      submitDisabledReason={lacks === null ? undefined : t(lacks)}
      problem={save.error && <ProblemStrip error={save.error} />}
      hasUnsavedInput={channel === null && name !== ''}
      note={t('secretsNote')}
    >
      <div className="grid gap-3">
        {channel === null && (
          <Select
            label={t('kind')}
            value={kind}
            onValueChange={(next) => {
              setKind(next)
              setConfig({ ...initialConfig[next] })
              setSecrets({})
              save.reset()
            }}
            options={ChannelKind.options.map((value) => ({
              value,
              label: t(`kinds.${value}`),
              hint: t(`kindHints.${value}`),
            }))}
          />
        )}
        <TextField
          label={t('name')}
          isRequired
          maxLength={60}
          error={errorOf('body.name')}
          value={name}
          onValueChange={setName}
        />
        {fields.filter(({ isMore }) => !isMore).map(field)}
        <Disclosure label={t('more')}>
          <div className="grid gap-3">
            {fields.filter(({ isMore }) => isMore).map(field)}
            <NumberField
              label={t('rateField')}
              hint={t('rateHint')}
              unit={t('perMinute')}
              min={1}
              max={600}
              error={errorOf('body.ratePerMinute')}
              value={ratePerMinute}
              onValueChange={setRate}
            />
            <NumberField
              label={t('heartbeat')}
              hint={t('heartbeatHint')}
              unit={t('minutes')}
              min={1}
              max={1440}
              error={errorOf('body.heartbeatMinutes')}
              value={heartbeatMinutes}
              onValueChange={setHeartbeat}
            />
          </div>
        </Disclosure>
        <Switch label={t('enabled')} checked={isEnabled} onCheckedChange={setEnabled} />
      </div>
    </FormDialog>
  )
}

/** The server judges every field; the form only collects them under their names. */
function bodyOf(kind: ChannelKind, config: Record<string, unknown>): ChannelConfig {
  const { labels, ...rest } = config
  const fields = Object.entries(rest).filter(([, value]) => value !== undefined)
  return {
    ...Object.fromEntries(fields),
    ...(labels !== undefined && { labels: typeof labels === 'string' ? parseLabelLines(labels) : labels }),
    kind,
  } as ChannelConfig // checked by the endpoint's schema on both sides
}

function keptOf(channel: NoticeChannel | null, name: SecretName): string | undefined {
  const kept = channel?.secretsKept[name]
  return kept && (kept.headerNames?.join(', ') ?? kept.lastFour)
}

function lacking(
  name: string,
  fields: readonly ChannelField[],
  config: Record<string, unknown>,
  secrets: Partial<Record<SecretName, string | null>>,
  channel: NoticeChannel | null,
): 'needsName' | 'needsFields' | null {
  if (name.trim() === '') return 'needsName'
  const isFilled = (field: ChannelField) => {
    if (field.isSecret) {
      const secret = field.name as SecretName // a secret's field has a secret's name
      return Boolean(secrets[secret]) || channel?.secretsKept[secret] !== undefined
    }
    const value = config[field.name]
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '' && value !== null
  }
  return fields.some((field) => field.isRequired && !isFilled(field)) ? 'needsFields' : null
}
