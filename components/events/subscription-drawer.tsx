'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Instant } from '#components/layout/instant.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { Drawer } from '#components/ui/drawer.tsx'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { deleteEventSubscriptionEndpoint, testEventSubscriptionEndpoint } from '#lib/events/api.ts'
import type { EventSubscription, EventTest } from '#lib/events/schema.ts'
import { addressOf } from './destination-text.ts'
import { eventKeys, subscriptionQuery } from './queries.ts'
import { SubscriptionFormDialog } from './subscription-form-dialog.tsx'
import { SubscriptionStatePill } from './subscription-state-pill.tsx'

interface SubscriptionDrawerProps {
  subscriptionId: string | null
  onClose: () => void
}

/** One subscription: what it gets, how far it is, and a test that shows what was sent and answered. */
export function SubscriptionDrawer({ subscriptionId, onClose }: SubscriptionDrawerProps) {
  const t = useTranslations('events')
  const access = useAccess()
  const query = useQuery({ ...subscriptionQuery(subscriptionId ?? ''), enabled: subscriptionId !== null })
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null)
  const subscription = subscriptionId === null ? undefined : query.data
  const lacks =
    access.reason('channel:manage') ??
    (subscription?.types.includes('audit') ? access.reason('audit:export') : undefined)
  return (
    <>
      <Drawer
        open={subscriptionId !== null}
        onClose={onClose}
        title={subscription?.name ?? t('subscription')}
        {...(subscription && { subtitle: <SubscriptionStatePill subscription={subscription} /> })}
        {...(subscription && {
          headEnd: (
            <>
              <Button size="s" icon="edit" disabledReason={lacks} onClick={() => setDoing('edit')}>
                {t('editButton')}
              </Button>
              <Button size="s" icon="trash" disabledReason={lacks} onClick={() => setDoing('delete')}>
                {t('delete')}
              </Button>
            </>
          ),
        })}
        storageKey="event-subscription"
      >
        <QueryView query={query}>{(data) => <Sections key={data.subscriptionId} subscription={data} />}</QueryView>
      </Drawer>
      {subscription && doing === 'edit' && (
        <SubscriptionFormDialog
          subscription={subscription}
          onClose={() => setDoing(null)}
          onSaved={() => setDoing(null)}
        />
      )}
      {subscription && doing === 'delete' && (
        <DeleteDialog
          subscription={subscription}
          onClose={() => setDoing(null)}
          onDeleted={() => {
            setDoing(null)
            onClose()
          }}
        />
      )}
    </>
  )
}

function Sections({ subscription }: { subscription: EventSubscription }) {
  const t = useTranslations('events')
  const format = useFormat()
  const access = useAccess()
  const clusters = useClusters()
  const queryClient = useQueryClient()
  const test = useMutation({
    mutationFn: () => call(testEventSubscriptionEndpoint, { params: { subscriptionId: subscription.subscriptionId } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: eventKeys.all }),
  })
  const { clusterIds, namePattern, secretsKept, lastSuccessAt, lastFailureAt, lastFailure, nextAt } = subscription
  const nameOf = (id: string) => clusters.find(({ clusterId }) => clusterId === id)?.name ?? id
  return (
    <>
      <DrawerSection title={t('facts')}>
        <KeyValuePanel
          items={[
            { label: t('types'), value: subscription.types.join(', '), isMono: true },
            {
              label: t('clusters'),
              value: clusterIds.length > 0 ? clusterIds.map(nameOf).join(', ') : t('allClusters'),
            },
            ...(namePattern ? [{ label: t('namePattern'), value: namePattern, isMono: true }] : []),
            { label: t('destination'), value: addressOf(subscription.destination), isMono: true },
            ...(secretsKept.hmacSecret
              ? [{ label: t('hmacSecret'), value: `••••${secretsKept.hmacSecret.lastFour}`, isMono: true }]
              : []),
            ...(secretsKept.headers
              ? [{ label: t('headers'), value: secretsKept.headers.headerNames?.join(', ') ?? '', isMono: true }]
              : []),
            { label: t('sent'), value: format.number(subscription.sent) },
            { label: t('waiting'), value: format.number(subscription.waiting) },
            { label: t('lost'), value: format.number(subscription.lost) },
            {
              label: t('lastSuccess'),
              value: lastSuccessAt ? <Instant at={lastSuccessAt} withMs={false} /> : t('never'),
            },
            ...(lastFailureAt
              ? [
                  { label: t('lastFailure'), value: <Instant at={lastFailureAt} withMs={false} /> },
                  { label: t('why'), value: lastFailure ?? '?' },
                ]
              : []),
            ...(nextAt ? [{ label: t('nextTry'), value: <Instant at={nextAt} withMs={false} /> }] : []),
          ]}
        />
      </DrawerSection>
      <DrawerSection
        title={t('test')}
        end={
          <Button
            size="s"
            icon="send"
            isBusy={test.isPending}
            disabledReason={access.reason('channel:manage')}
            onClick={() => test.mutate()}
          >
            {t('sendTest')}
          </Button>
        }
      >
        {test.error && <ProblemStrip error={test.error} />}
        {test.data ? <TestOutcome test={test.data} /> : <p className="text-fg-3">{t('testHint')}</p>}
      </DrawerSection>
    </>
  )
}

function TestOutcome({ test }: { test: EventTest }) {
  const t = useTranslations('events')
  const format = useFormat()
  return (
    <div className="grid gap-2" role="status">
      <StatePill
        state={test.isAccepted ? 'ok' : 'critical'}
        label={test.isAccepted ? t('accepted') : t('refused')}
        detail={format.duration(test.durationMs)}
      />
      {test.error && <p className="[overflow-wrap:anywhere]">{test.error}</p>}
      <h4 className="text-12 text-fg-3">{t('answer')}</h4>
      <CodeBlock wrap>{test.answer ? `${test.answer.code}\n${test.answer.body}`.trim() : t('noAnswer')}</CodeBlock>
      <h4 className="text-12 text-fg-3">{t('sentText')}</h4>
      <CodeBlock wrap copy={test.sent}>
        {test.sent}
      </CodeBlock>
    </div>
  )
}

interface DeleteDialogProps {
  subscription: EventSubscription
  onClose: () => void
  onDeleted: () => void
}

function DeleteDialog({ subscription, onClose, onDeleted }: DeleteDialogProps) {
  const t = useTranslations('events')
  const toast = useToast()
  const queryClient = useQueryClient()
  const { subscriptionId, name } = subscription
  const remove = useMutation({
    mutationFn: () => call(deleteEventSubscriptionEndpoint, { params: { subscriptionId } }),
    onSuccess: () => {
      onDeleted()
      void queryClient.invalidateQueries({ queryKey: [...eventKeys.all, 'list'] })
      toast({ title: t('deleted', { name }) })
    },
  })
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('deleteTitle')}
      preview={<p>{t('deleteText', { name })}</p>}
      command={null}
      confirmName={name}
      applyLabel={t('deleteOne')}
      onApply={() => remove.mutate()}
      isApplying={remove.isPending}
      problem={remove.error && <ProblemStrip error={remove.error} />}
    />
  )
}
