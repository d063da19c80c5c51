import { randomUUID } from 'node:crypto'
import type { Prisma } from '#lib/db/generated/client.ts'
import { findPolicies } from './find-policies.ts'
import type { AlarmNotice } from './notice.ts'
import { findGroupTimes, findLastSent, planDeliveries } from './plan-deliveries.ts'

/** Any number: who enqueues does so one after the other, so that two of them do not begin one group twice. */
const ENQUEUE_LOCK = 5_202_611

/**
 * Puts notices into the outbox: routes each one and writes a delivery per channel. In the transaction that writes the event, so
 * that there is never one without the other. An event that was enqueued before is left alone.
 *
 * What is not sent because of a window, a disabled channel or another policy that told the channel already is written as MUTED
 * with the reason; an alarm that no policy hears of leaves nothing.
 */
export async function enqueueNotices(
  tx: Prisma.TransactionClient,
  notices: readonly AlarmNotice[],
  now: Date = new Date(),
): Promise<void> {
  if (notices.length === 0) return
  await tx.$executeRaw`select pg_advisory_xact_lock(${ENQUEUE_LOCK})`
  const policies = await findPolicies(tx)
  const groups = await findGroupTimes(tx, notices, policies)
  const known = new Map(groups)
  const lastSent = await findLastSent(
    tx,
    notices.filter(({ transition }) => transition === 'REPEAT').map(({ instanceId }) => instanceId),
    policies,
  )
  const plans = planDeliveries(notices, policies, now, groups, lastSent)
  const rows = plans.flatMap(({ notice, deliveries }) =>
    deliveries
      // The delivery of the other policy stands in the list already.
      .filter(({ reason }) => reason !== 'SENT_BY_OTHER_POLICY')
      .map(
        ({ policy, channel, groupKey, dueAt, reason }): Prisma.NoticeDeliveryCreateManyInput => ({
          deliveryId: randomUUID(),
          key: [notice.instanceId, notice.transition, notice.eventId, channel.channelId].join('\n'),
          channelId: channel.channelId,
          channelName: channel.name,
          channelKind: channel.kind,
          policyId: policy.policyId,
          policyName: policy.name,
          language: policy.language,
          eventId: notice.eventId,
          instanceId: notice.instanceId,
          ruleId: notice.ruleId,
          ruleName: notice.ruleName,
          clusterId: notice.clusterId,
          transition: notice.transition,
          severity: notice.severity,
          notice: toJson(notice),
          groupKey,
          state: dueAt ? 'QUEUED' : 'MUTED',
          mutedBy: reason,
          createdAt: now,
          dueAt: dueAt ?? now,
        }),
      ),
  )
  // What is sent goes first: a channel that one policy mutes and another tells has one row, and that is the one which is sent.
  rows.sort((a, b) => Number(a.state === 'MUTED') - Number(b.state === 'MUTED'))
  await tx.noticeDelivery.createMany({ data: rows, skipDuplicates: true })
  const changed = plans
    .flatMap(({ deliveries }) => deliveries)
    .filter(({ dueAt }) => dueAt !== null)
    .map(({ policy, channel, groupKey }) => ({ policyId: policy.policyId, channelId: channel.channelId, groupKey }))
  const distinct = new Map(changed.map((group) => [`${group.policyId}\n${group.channelId}\n${group.groupKey}`, group]))
  const fresh = [...distinct].filter(([id]) => known.get(id)?.getTime() !== groups.get(id)?.getTime())
  if (fresh.length === 0) return
  await tx.$executeRaw`
    insert into notice_groups (policy_id, channel_id, group_key, due_at)
    select * from unnest(
      ${fresh.map(([, group]) => group.policyId)}::text[],
      ${fresh.map(([, group]) => group.channelId)}::text[],
      ${fresh.map(([, group]) => group.groupKey)}::text[],
      ${fresh.map(([id]) => groups.get(id)?.toISOString() ?? now.toISOString())}::timestamptz[]
    )
    on conflict (policy_id, channel_id, group_key) do update set due_at = excluded.due_at`
}

/** A notice as it is stored: dates become text, absent parts of the object go. */
const toJson = (notice: AlarmNotice): Prisma.InputJsonObject =>
  JSON.parse(JSON.stringify(notice)) as Prisma.InputJsonObject // plain data by its type
