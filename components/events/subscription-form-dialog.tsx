'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { createEventSubscriptionEndpoint, updateEventSubscriptionEndpoint } from '#lib/events/api.ts'
import { type Destination, type EventSubscription, EventType, SyslogProtocol } from '#lib/events/schema.ts'
import { eventKeys } from './queries.ts'

interface SubscriptionFormDialogProps {
  /** null: a new one. */
  subscription: EventSubscription | null
  onClose: () => void
  onSaved: (subscription: EventSubscription) => void
}

/** What is sent, of what, and where to. */
export function SubscriptionFormDialog({ subscription, onClose, onSaved }: SubscriptionFormDialogProps) {
  const t = useTranslations('events')
  const toast = useToast()
  const access = useAccess()
  const clusters = useClusters()
  const queryClient = useQueryClient()
  const before = subscription?.destination
  const [name, setName] = useState(subscription?.name ?? '')
  const [isEnabled, setEnabled] = useState(subscription?.isEnabled ?? true)
  const [types, setTypes] = useState<EventType[]>(subscription?.types ?? [])
  const [clusterIds, setClusterIds] = useState<string[]>(subscription?.clusterIds ?? [])
  const [namePattern, setPattern] = useState(subscription?.namePattern ?? '')
  const [kind, setKind] = useState<Destination['kind']>(before?.kind ?? 'WEBHOOK')
  const [url, setUrl] = useState(before?.kind === 'WEBHOOK' ? before.url : '')
  const [host, setHost] = useState(before?.kind === 'SYSLOG' ? before.host : '')
  const [port, setPort] = useState<number | null>(before?.kind === 'SYSLOG' ? before.port : 514)
  const [protocol, setProtocol] = useState(before?.kind === 'SYSLOG' ? before.protocol : 'TCP')
  const [ca, setCa] = useState(before?.kind === 'SYSLOG' ? before.ca : '')
  const [hmacSecret, setHmacSecret] = useState('')
  const [headers, setHeaders] = useState('')

  const save = useMutation({
    mutationFn: () => {
      const destination: Destination =
        kind === 'WEBHOOK'
          ? { kind, url: url.trim(), timeoutMs: before?.kind === 'WEBHOOK' ? before.timeoutMs : 5000 }
          : { kind, host: host.trim(), port: port ?? 514, protocol, ca: protocol === 'TLS' ? ca : '' }
      const secrets =
        kind === 'WEBHOOK' ? { ...(hmacSecret !== '' && { hmacSecret }), ...(headers !== '' && { headers }) } : {}
      const body = {
        name: name.trim(),
        isEnabled,
        types,
        clusterIds,
        namePattern: namePattern.trim() || null,
        destination,
        secrets,
      }
      return subscription
        ? call(updateEventSubscriptionEndpoint, {
            params: { subscriptionId: subscription.subscriptionId },
            body: { ...body, revision: subscription.revision },
          })
        : call(createEventSubscriptionEndpoint, { body })
    },
    onSuccess: (saved) => {
      void queryClient.invalidateQueries({ queryKey: eventKeys.all })
      toast({ title: t('saved', { name: saved.name }) })
      onSaved(saved)
      onClose()
    },
  })
  const errorOf = useFieldErrors(save.error)
  const kept = before?.kind === kind ? subscription?.secretsKept : undefined
  const hasAddress = kind === 'WEBHOOK' ? url.trim() !== '' : host.trim() !== ''
  const hasSecret = kind === 'SYSLOG' || hmacSecret !== '' || kept?.hmacSecret !== undefined
  const lacks =
    name.trim() === ''
      ? 'needsName'
      : types.length === 0
        ? 'needsTypes'
        : hasAddress && hasSecret
          ? null
          : 'needsFields'
  const auditReason = types.includes('audit') ? access.reason('audit:export') : undefined
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={subscription ? t('edit', { name: subscription.name }) : t('add')}
      submitLabel={t('save')}
      onSubmit={() => save.mutate()}
      isSubmitting={save.isPending}
      submitDisabledReason={auditReason ?? (lacks === null ? undefined : t(lacks))}
      problem={save.error && <ProblemStrip error={save.error} />}
      hasUnsavedInput={subscription === null && name !== ''}
      note={t('secretsNote')}
    >
      <div className="grid gap-3">
        <TextField
          label={t('name')}
          isRequired
          maxLength={60}
          error={errorOf('body.name')}
          value={name}
          onValueChange={setName}
        />
        <MultiSelect
          label={t('types')}
          isRequired
          hint={t('typesHint')}
          error={errorOf('body.types')}
          values={types}
          onValuesChange={setTypes}
          options={EventType.options.map((value) => ({ value, label: value, hint: t(`typeHints.${hintOf(value)}`) }))}
        />
        <MultiSelect
          label={t('clusters')}
          hint={t('clustersHint')}
          placeholder={t('allClusters')}
          error={errorOf('body.clusterIds')}
          values={clusterIds}
          onValuesChange={setClusterIds}
          options={clusters.map(({ clusterId, name: label }) => ({ value: clusterId, label }))}
        />
        <TextField
          label={t('namePattern')}
          hint={t('namePatternHint')}
          isMono
          maxLength={255}
          error={errorOf('body.namePattern')}
          value={namePattern}
          onValueChange={setPattern}
        />
        <Select
          label={t('destination')}
          value={kind}
          onValueChange={setKind}
          options={(['WEBHOOK', 'SYSLOG'] as const).map((value) => ({
            value,
            label: t(`kinds.${value}`),
            hint: t(`kindHints.${value}`),
          }))}
        />
        {kind === 'WEBHOOK' ? (
          <>
            <TextField
              label={t('url')}
              isRequired
              isMono
              error={errorOf('body.destination.url')}
              value={url}
              onValueChange={setUrl}
            />
            <TextField
              label={t('hmacSecret')}
              type="password"
              autoComplete="new-password"
              isRequired={kept?.hmacSecret === undefined}
              hint={kept?.hmacSecret ? t('kept', { end: kept.hmacSecret.lastFour }) : t('hmacSecretHint')}
              error={errorOf('body.secrets.hmacSecret')}
              value={hmacSecret}
              onValueChange={setHmacSecret}
            />
            <TextArea
              label={t('headers')}
              isMono
              rows={2}
              hint={
                kept?.headers
                  ? t('keptHeaders', { names: kept.headers.headerNames?.join(', ') ?? '' })
                  : t('headersHint')
              }
              error={errorOf('body.secrets.headers')}
              value={headers}
              onValueChange={setHeaders}
            />
          </>
        ) : (
          <>
            <TextField
              label={t('host')}
              isRequired
              isMono
              error={errorOf('body.destination.host')}
              value={host}
              onValueChange={setHost}
            />
            <div className="grid grid-cols-2 gap-3">
              <NumberField
                label={t('port')}
                min={1}
                max={65_535}
                error={errorOf('body.destination.port')}
                value={port}
                onValueChange={setPort}
              />
              <Select
                label={t('protocol')}
                value={protocol}
                onValueChange={(next) => {
                  setProtocol(next)
                  if (port === 514 && next === 'TLS') setPort(6514)
                }}
                options={SyslogProtocol.options.map((value) => ({ value, label: value }))}
              />
            </div>
            {protocol === 'TLS' && (
              <TextArea
                label={t('ca')}
                isMono
                rows={4}
                hint={t('caHint')}
                error={errorOf('body.destination.ca')}
                value={ca}
                onValueChange={setCa}
              />
            )}
          </>
        )}
        <Switch label={t('enabled')} checked={isEnabled} onCheckedChange={setEnabled} />
      </div>
    </FormDialog>
  )
}

function hintOf(type: EventType) {
  if (type === 'audit') return 'audit'
  if (type === 'job.done') return 'job'
  if (type.startsWith('alarm.')) return 'alarm'
  return type.startsWith('user.') ? 'user' : 'object'
}
