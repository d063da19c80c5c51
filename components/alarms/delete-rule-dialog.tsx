'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { deleteAlarmRuleEndpoint } from '#lib/alarms/api.ts'
import type { AlarmRule } from '#lib/alarms/rule-schema.ts'
import { call } from '#lib/api/call.ts'
import { openStates } from './alarm-filters.ts'
import { objectName } from './alarm-href.ts'
import { AlarmPill } from './alarm-pill.tsx'
import { activeQuery, alarmKeys } from './queries.ts'

/** A rule goes: which of its alarms close without being resolved, and that their history stays. */
export function DeleteRuleDialog({
  rule,
  onClose,
}: {
  rule: Pick<AlarmRule, 'ruleId' | 'name' | 'shippedAs'>
  onClose: (isDeleted: boolean) => void
}) {
  const t = useTranslations('alarms.deleteDialog')
  const client = useQueryClient()
  const toast = useToast()
  const cluster = useCluster()
  const open = useQuery(
    activeQuery({
      ruleId: [rule.ruleId],
      pageSize: 20,
      state: [...openStates],
    }),
  )
  const remove = useMutation({
    mutationFn: () => call(deleteAlarmRuleEndpoint, { params: { ruleId: rule.ruleId } }),
    onSuccess: () => {
      toast({ title: t('deleted', { name: rule.name }) })
      onClose(true)
    },
    onSettled: () => void client.invalidateQueries({ queryKey: alarmKeys.all }),
  })
  const alarms = open.data?.items ?? []
  return (
    <DangerDialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose(false)}
      title={t('title', { name: rule.name })}
      environment={cluster?.environment}
      preview={
        <div className="grid gap-3">
          <p>{open.data ? t('closes', { count: open.data.total }) : t('reading')}</p>
          <ul className="grid gap-1.5">
            {alarms.map((alarm) => (
              <li key={alarm.instanceId} className="grid grid-cols-[120px_minmax(0,1fr)] gap-2">
                <AlarmPill alarm={alarm} />
                <span className="truncate">{objectName(alarm.object) ?? alarm.clusterName}</span>
              </li>
            ))}
          </ul>
        </div>
      }
      impact={[
        { kind: 'info', text: t('closedNotResolved') },
        ...(rule.shippedAs ? [{ kind: 'info' as const, text: t('shipped') }] : []),
        { kind: 'undo', text: t('historyStays') },
      ]}
      isPreviewLoading={!open.data}
      command={null}
      confirmName={rule.name}
      applyLabel={t('apply')}
      onApply={() => remove.mutate()}
      isApplying={remove.isPending}
      problem={remove.error && <ProblemStrip error={remove.error} />}
      note={t('note')}
    />
  )
}
