'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { EditDrawer } from '#components/layout/edit-drawer.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { TestSection } from '#components/notifications/test-section.tsx'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { call } from '#lib/api/call.ts'
import { deleteEventSubscriptionEndpoint, testEventSubscriptionEndpoint } from '#lib/events/api.ts'
import type { EventSubscription } from '#lib/events/schema.ts'
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
  const lacks =
    access.reason('channel:manage') ?? (query.data?.types.includes('audit') ? access.reason('audit:export') : undefined)
  return (
    <EditDrawer
      open={subscriptionId !== null}
      query={query}
      onClose={onClose}
      what={t('subscription')}
      state={(subscription) => <SubscriptionStatePill subscription={subscription} />}
      storageKey="event-subscription"
      edit={{ label: t('editButton'), disabledReason: lacks }}
      remove={{ label: t('delete'), disabledReason: lacks }}
      form={(subscription, onDone) => (
        <SubscriptionFormDialog subscription={subscription} onClose={onDone} onSaved={onDone} />
      )}
      deletion={(subscription) => ({
        title: t('deleteTitle'),
        text: t('deleteText', { name: subscription.name }),
        confirmName: subscription.name,
        applyLabel: t('deleteOne'),
        remove: () =>
          call(deleteEventSubscriptionEndpoint, { params: { subscriptionId: subscription.subscriptionId } }),
        staleKey: [...eventKeys.all, 'list'],
        doneText: t('deleted', { name: subscription.name }),
      })}
    >
      {(subscription) => <Sections key={subscription.subscriptionId} subscription={subscription} />}
    </EditDrawer>
  )
}

function Sections({ subscription }: { subscription: EventSubscription }) {
  const t = useTranslations('events')
  const format = useFormat()
  const clusters = useClusters()
  const send = async () => {
    const { subscriptionId } = subscription
    const { answer, ...outcome } = await call(testEventSubscriptionEndpoint, { params: { subscriptionId } })
    return { ...outcome, answer: answer && `${answer.code}\n${answer.body}`.trim() }
  }
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
      <TestSection words={t} sentTitle={t('sentText')} send={send} staleKey={eventKeys.all} />
    </>
  )
}
