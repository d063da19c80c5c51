'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { newIdempotencyKey } from '#components/layout/idempotency-key.ts'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { registrationQuery } from '#components/topics/queries.ts'
import { CommandBox } from '#components/ui/command-box.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { call } from '#lib/api/call.ts'
import { verifyConsumptionEndpoint } from '#lib/messages/api.ts'
import type { VerifyResult } from '#lib/messages/schema.ts'
import { verifyCommand } from './mqadmin-command.ts'
import { messageKeys, messageQuery, verifyClientsQuery } from './queries.ts'

interface VerifyDialogProps {
  address: { clusterId: string; messageId: string; topic: string | null }
  groupName: string
  onClose: () => void
}

/** No client id has a blank at its ends. */
const ANY = ' '

/** One client of a group consumes the message once more, and what its listener says is shown. */
export function VerifyDialog({ address, groupName, onClose }: VerifyDialogProps) {
  const t = useTranslations('messages.verify')
  const environment = useCluster()?.environment
  const queryClient = useQueryClient()
  const clients = useQuery(verifyClientsQuery(address, groupName))
  const [choice, setChoice] = useState(ANY)
  const verification = useMutation({
    mutationFn: () => {
      const { clusterId, messageId, topic } = address
      return call(
        verifyConsumptionEndpoint,
        {
          params: { clusterId, messageId },
          query: topic === null ? {} : { topic },
          body: { groupName, ...(choice !== ANY && { clientId: choice }) },
        },
        { idempotencyKey: newIdempotencyKey() },
      )
    },
    onSettled: () =>
      queryClient.invalidateQueries({ queryKey: [...messageKeys.all(address.clusterId), 'consumption'] }),
  })
  const items = clients.data?.items ?? []
  const able = items.filter(({ cannot }) => cannot === undefined)
  const others = items.filter(({ cannot }) => cannot !== undefined)
  // mqadmin must be told one: of any client, the first.
  const clientId = choice === ANY ? able[0]?.clientId : choice
  const registration = useQuery(registrationQuery(address.clusterId))
  const stored = queryClient.getQueryData(messageQuery(address).queryKey)
  const topicName = stored?.topicName ?? address.topic
  const named = { messageId: address.messageId, groupName }
  const isSilent = problemOf(verification.error)?.reason === 'CLIENT_SILENT'
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title', { group: groupName })}
      environment={environment}
      note={t('note')}
      submitLabel={t('submit')}
      onSubmit={() => verification.mutate()}
      isSubmitting={verification.isPending}
      submitDisabledReason={!clients.data ? t('asking') : able.length === 0 ? t('nobody') : undefined}
      problem={
        isSilent ? (
          <Strip tone="warning">{t('silent')}</Strip>
        ) : (
          Boolean(verification.error ?? clients.error) && <ProblemStrip error={verification.error ?? clients.error} />
        )
      }
      result={verification.data && <Result result={verification.data} />}
    >
      <div className="grid gap-4">
        <Strip tone="warning">{t('warning')}</Strip>
        {clients.isPending && <Loading shape="block" what={t('asking')} />}
        {clients.data && able.length > 0 && (
          <RadioGroup
            label={t('client')}
            value={choice}
            onValueChange={setChoice}
            options={[
              { value: ANY, label: t('any') },
              ...able.map(({ clientId, address: at, language, version }) => ({
                value: clientId,
                label: clientId,
                hint: [at, language, version].filter(Boolean).join(', '),
              })),
            ]}
          />
        )}
        {clients.data && items.length === 0 && <p className="text-fg-2">{t('offline')}</p>}
        {others.length > 0 && (
          <div>
            <h3 className="mb-1 text-12 text-fg-3">{t('others')}</h3>
            <ul>
              {others.map(({ clientId, cannot }) => (
                <li key={clientId} className="border-t border-line-1 py-1 first:border-t-0">
                  <span className="[overflow-wrap:anywhere]">{clientId}</span>
                  <span className="block text-12 text-fg-3">{cannot && t(`cannot.${cannot}`)}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
        {clients.data?.partial && (
          <p className="text-12 text-warning">
            {t('partial', { names: clients.data.partial.map((entry) => entry.brokerName ?? entry.address).join(', ') })}
          </p>
        )}
        {registration.data && topicName !== null && clientId !== undefined && (
          <CommandBox command={verifyCommand(registration.data.nameServers, { topicName, ...named, clientId })} />
        )}
      </div>
    </FormDialog>
  )
}

const results: Record<string, State> = {
  CR_SUCCESS: 'ok',
  CR_COMMIT: 'ok',
  CR_LATER: 'warning',
  CR_ROLLBACK: 'warning',
}

function Result({ result }: { result: VerifyResult }) {
  const t = useTranslations('messages.verify')
  const format = useFormat()
  const word = result.result
  const key = `results.${word}` as 'results.CR_SUCCESS' // clients of other languages may say more: `has` asks before
  return (
    <div className="grid gap-3">
      <StatePill
        state={word === null ? 'unknown' : (results[word] ?? 'critical')}
        label={word === null ? t('saidNothing') : t.has(key) ? t(key) : word}
        {...(word !== null && { detail: word })}
      />
      <KeyValuePanel
        columns={2}
        items={[
          { label: t('client'), value: result.clientId, copy: result.clientId, isMono: true },
          { label: t('through'), value: result.brokerName },
          { label: t('took'), value: result.spentMs === null ? '?' : format.duration(result.spentMs) },
          {
            label: t('listener'),
            value: result.isOrdered === null ? '?' : t(result.isOrdered ? 'orderly' : 'concurrently'),
          },
        ]}
      />
      {result.isRemarkMasked && <p className="text-fg-3">{t('remarkMasked')}</p>}
      {result.remark && (
        <pre className="max-h-80 overflow-auto rounded-2 border border-line-2 bg-surface-1 p-2 font-mono text-12 whitespace-pre-wrap [overflow-wrap:anywhere]">
          {result.remark}
        </pre>
      )}
    </div>
  )
}
