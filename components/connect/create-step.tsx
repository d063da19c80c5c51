'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useCreateGroup } from '#components/groups/use-create-group.ts'
import type { Outcome } from '#components/layout/fan-out-outcome.ts'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useCreateTopic } from '#components/topics/use-create-topic.ts'
import { useMasters } from '#components/topics/use-masters.ts'
import { Button } from '#components/ui/button.tsx'
import type { NewGroup } from '#lib/groups/schema.ts'
import type { NewTopic } from '#lib/topics/schema.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import { connectKeys } from './queries.ts'

/** Creates the scenario's topic in place, on every master, after saying what that is. */
export function CreateTopicStep({ clusterId, body }: { clusterId: string; body: NewTopic }) {
  const t = useTranslations('connect.create')
  const access = useAccess()
  const { masters, nameOf } = useMasters(clusterId)
  const look = useLook(clusterId)
  const topic = useCreateTopic(clusterId, nameOf)
  const { topicName, type, queuesPerBroker } = body
  return (
    <CreateStep
      label={t('topic')}
      says={
        masters.length === 0
          ? null
          : t('topicSays', { name: topicName, type, queues: queuesPerBroker, brokers: masters.length })
      }
      disabledReason={access.reason('topic:create', clusterId, onTopic(topicName))}
      isBusy={topic.isPending}
      error={topic.error}
      outcome={topic.failedOutcome ?? topic.created?.outcome ?? null}
      onCreate={() => topic.create(body)}
      onLook={look}
      onRetry={topic.retryFailed}
    />
  )
}

/** The same for its group. */
export function CreateGroupStep({ clusterId, body }: { clusterId: string; body: NewGroup }) {
  const t = useTranslations('connect.create')
  const access = useAccess()
  const { masters, nameOf } = useMasters(clusterId)
  const look = useLook(clusterId)
  const group = useCreateGroup(clusterId, nameOf)
  const tDelivery = useTranslations('connect.delivery')
  return (
    <CreateStep
      label={t('group')}
      says={
        masters.length === 0
          ? null
          : t('groupSays', { name: body.groupName, delivery: tDelivery(deliveryOf(body)), brokers: masters.length })
      }
      disabledReason={access.reason('group:create', clusterId, onGroup(body.groupName))}
      isBusy={group.isPending}
      error={group.error}
      outcome={group.failedOutcome ?? group.created?.outcome ?? null}
      onCreate={() => group.create(body)}
      onLook={look}
      onRetry={group.retryFailed}
    />
  )
}

/** A word of `connect.delivery`. */
export const deliveryOf = ({
  isOrdered,
  consumeBroadcastEnable,
}: Pick<NewGroup, 'isOrdered' | 'consumeBroadcastEnable'>) =>
  consumeBroadcastEnable ? 'broadcast' : isOrdered ? 'ordered' : 'concurrent'

/** Reads again what the brokers have. */
function useLook(clusterId: string): () => void {
  const queryClient = useQueryClient()
  return () => void queryClient.invalidateQueries({ queryKey: connectKeys.all(clusterId) })
}

interface CreateStepProps {
  label: string
  /** What it will create, in words; null until the masters are known. */
  says: string | null
  disabledReason: string | undefined
  isBusy: boolean
  error: unknown
  /** Shown where it was not done everywhere. */
  outcome: Outcome | null
  onCreate: () => void
  /** Reads again what the brokers have. */
  onLook: () => void
  onRetry: (() => void) | undefined
}

function CreateStep({
  label,
  says,
  disabledReason,
  isBusy,
  error,
  outcome,
  onCreate,
  onLook,
  onRetry,
}: CreateStepProps) {
  const isPartial = outcome !== null && outcome.failed.length + outcome.unknown.length > 0
  return (
    <div className="mt-1.5 grid justify-items-start gap-2">
      {says !== null && <p className="text-12 text-fg-3 [overflow-wrap:anywhere]">{says}</p>}
      <Button icon="plus" onClick={onCreate} isBusy={isBusy} disabledReason={disabledReason}>
        {label}
      </Button>
      {Boolean(error) && <ProblemStrip error={error} />}
      {isPartial && <OutcomeList outcome={outcome} onRetry={onRetry} onCheck={onLook} />}
    </div>
  )
}
