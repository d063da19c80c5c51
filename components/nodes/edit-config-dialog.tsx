'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { Button } from '#components/ui/button.tsx'
import { Combobox } from '#components/ui/combobox.tsx'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { call } from '#lib/api/call.ts'
import { previewBrokerConfigEndpoint, updateBrokerConfigEndpoint } from '#lib/nodes/api.ts'
import type { ConfigChangeItem, ConfigChangeResult, ConfigItem, ConfigTargets } from '#lib/nodes/schema.ts'
import { type BrokerParams, nodeKeys } from './queries.ts'
import { SettingField } from './setting-field.tsx'
import { useConfigMeaning } from './use-key-meanings.ts'

interface EditConfigDialogProps {
  broker: BrokerParams
  items: readonly ConfigItem[]
  onClose: () => void
}

const targets = ['BROKER', 'MASTERS', 'ALL'] as const
const outcomes = { APPLIED: 'ok', IGNORED: 'warning', REFUSED: 'critical', UNKNOWN: 'unknown' } as const
const nameOf = ({ brokerName, brokerId }: { brokerName: string; brokerId: number }) =>
  brokerId === 0 ? brokerName : `${brokerName}/${brokerId}`

/** One setting, on one broker or several: what it is now, what it becomes, what each broker made of it, and the way back. */
export function EditConfigDialog({ broker, items, onClose }: EditConfigDialogProps) {
  const t = useTranslations('nodes.editConfig')
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const meaningOf = useConfigMeaning()
  const editable = items.filter(({ isEditable }) => isEditable)
  const [key, setKey] = useState<string | null>(null)
  const [value, setValue] = useState('')
  const [where, setWhere] = useState<ConfigTargets>('MASTERS')
  const item = editable.find((each) => each.key === key)
  const change = { changes: { [key ?? '']: value }, targets: where }

  const preview = useMutation({ mutationFn: () => call(previewBrokerConfigEndpoint, { params: broker, body: change }) })
  const refresh = () => void queryClient.invalidateQueries({ queryKey: nodeKeys.all(broker.clusterId) })
  const apply = useMutation({
    mutationFn: () =>
      call(updateBrokerConfigEndpoint, {
        params: broker,
        query: { confirm: broker.brokerName },
        body: { ...change, revision: preview.data?.revision },
      }),
    onSettled: refresh,
  })
  const revert = useMutation({
    // Each broker gets back what it had, which may differ from broker to broker.
    mutationFn: async (changed: readonly ConfigChangeResult[]) => {
      const results: ConfigChangeResult[] = []
      for (const { brokerName, brokerId, key: name, before } of changed) {
        if (before === null) continue
        const answer = await call(updateBrokerConfigEndpoint, {
          params: { clusterId: broker.clusterId, brokerName, brokerId },
          query: { confirm: brokerName },
          body: { changes: { [name]: before }, targets: 'BROKER' },
        })
        results.push(...answer.items)
      }
      return results
    },
    onSettled: refresh,
  })
  const errorOf = useFieldErrors(preview.error ?? apply.error)
  const isSame = item !== undefined && value === (item.value ?? '')
  const applied = apply.data?.items.filter(({ outcome }) => outcome === 'APPLIED') ?? []
  const canRevert = applied.some(({ before, wanted }) => before !== null && before !== wanted)

  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title', { broker: nameOf(broker) })}
      environment={environment}
      step={preview.data ? 'preview' : 'scope'}
      onScopeDone={() => preview.mutate()}
      scopeDisabledReason={item === undefined || value === '' ? t('chooseFirst') : undefined}
      onBack={() => {
        preview.reset()
        apply.reset()
      }}
      scope={
        <div className="grid max-w-[560px] gap-4">
          {preview.error && <ProblemStrip error={preview.error} />}
          <Combobox
            label={t('setting')}
            isRequired
            autoFocus
            placeholder={t('settingPlaceholder')}
            options={editable.map((each) => ({
              value: each.key,
              hint: meaningOf(each.key) ?? each.value ?? undefined,
            }))}
            value={key}
            onValueChange={(next) => {
              setKey(next)
              setValue(editable.find((each) => each.key === next)?.value ?? '')
              preview.reset()
            }}
          />
          {item?.rule && (
            <>
              <p className="text-12 text-fg-2">
                {meaningOf(item.key)} {t('now', { value: item.value || t('empty') })}{' '}
                {item.needsRestart === true && <span className="text-warning">{t('needsRestart')}</span>}
              </p>
              <SettingField
                rule={item.rule}
                value={value}
                onValueChange={(next) => {
                  setValue(next)
                  preview.reset()
                }}
                error={errorOf(`body.changes.${item.key}`)}
              />
              {isSame && <p className="text-12 text-fg-3">{t('isSame')}</p>}
            </>
          )}
          <RadioGroup
            label={t('where')}
            value={where}
            onValueChange={(next) => {
              setWhere(next)
              preview.reset()
            }}
            options={targets.map((each) => ({ value: each, label: t(`targets.${each}`) }))}
          />
        </div>
      }
      isPreviewLoading={preview.isPending}
      preview={preview.data && <PreviewTable items={preview.data.items} />}
      impact={[
        { kind: 'info', text: t('rewritesFile') },
        ...(item?.needsRestart === true ? [{ kind: 'warning' as const, text: t('needsRestart') }] : []),
        ...(item?.needsRestart === null ? [{ kind: 'warning' as const, text: t('restartUnknown') }] : []),
        ...(preview.data?.partial ?? []).map(({ address, brokerName, detail }) => ({
          kind: 'warning' as const,
          text: t('silent', { broker: brokerName ?? address, detail }),
        })),
        { kind: 'undo', text: t('canRevert') },
      ]}
      command={preview.data?.command ?? null}
      confirmName={broker.brokerName}
      applyLabel={t('apply', { count: preview.data?.items.length ?? 0 })}
      onApply={() => apply.mutate()}
      isApplying={apply.isPending}
      problem={apply.error && <ProblemStrip error={apply.error} />}
      result={
        apply.data && (
          <div className="grid gap-4">
            <ResultTable items={revert.data ?? apply.data.items} />
            {revert.error && <ProblemStrip error={revert.error} />}
            {revert.data ? (
              <p className="text-fg-2">{t('reverted')}</p>
            ) : (
              canRevert && (
                <Button
                  icon="undo"
                  onClick={() => revert.mutate(applied)}
                  isBusy={revert.isPending}
                  className="justify-self-start"
                >
                  {t('revert')}
                </Button>
              )
            )}
          </div>
        )
      }
    />
  )
}

function PreviewTable({ items }: { items: readonly ConfigChangeItem[] }) {
  const t = useTranslations('nodes.editConfig')
  const columns: Column<ConfigChangeItem>[] = [
    { id: 'broker', head: t('broker'), width: 140, cell: (row) => nameOf(row) },
    { id: 'key', head: t('setting'), isFlexible: true, cell: (row) => <code className="text-12">{row.key}</code> },
    {
      id: 'before',
      head: t('before'),
      width: 110,
      cell: ({ before }) => (before === null ? <span className="text-warning">{t('unknownHere')}</span> : before),
    },
    { id: 'after', head: t('after'), width: 110, cell: ({ before, after }) => (before === after ? t('same') : after) },
  ]
  return <PlainTable label={t('preview')} columns={columns} rows={items} rowId={(row) => `${row.address} ${row.key}`} />
}

function ResultTable({ items }: { items: readonly ConfigChangeResult[] }) {
  const t = useTranslations('nodes.editConfig')
  const columns: Column<ConfigChangeResult>[] = [
    {
      id: 'outcome',
      head: t('outcome'),
      width: 120,
      cell: ({ outcome }) => <StatePill state={outcomes[outcome]} label={t(`outcomes.${outcome}`)} />,
    },
    { id: 'broker', head: t('broker'), width: 140, cell: (row) => nameOf(row) },
    { id: 'key', head: t('setting'), isFlexible: true, cell: (row) => <code className="text-12">{row.key}</code> },
    { id: 'before', head: t('before'), width: 110, cell: ({ before }) => before ?? '–' },
    { id: 'now', head: t('nowHead'), width: 110, cell: ({ now }) => now ?? '?' },
  ]
  return <PlainTable label={t('result')} columns={columns} rows={items} rowId={(row) => `${row.address} ${row.key}`} />
}
