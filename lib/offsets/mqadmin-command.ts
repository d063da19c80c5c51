import { mqadminLine } from '#lib/mqadmin-line.ts'
import type { Scope } from './find-scope.ts'
import type { PlanInput, ResetPlan } from './reset-plan.ts'

/** More lines than this nobody pastes. */
const LINES_MAX = 40

/**
 * The `mqadmin` lines that do the same: whole topics by time, as every version can, else queue by queue, as 5.1 and later can.
 * Empty when there is none: old brokers take an exact offset from a consumer only. With access control on, mqadmin takes its
 * account from `conf/tools.yml`, so no secret is in them.
 */
export function resetCommand(
  nameServers: readonly string[],
  { groupName, target }: PlanInput,
  plan: ResetPlan,
  found: Scope,
): string {
  const line = (command: string, words: string[]) => mqadminLine(command, nameServers, ['-g', groupName, ...words])
  const isWhole = found.queueKeys === null && found.otherBrokers.length === 0
  const topicNames = [...new Set(plan.queues.map(({ topicName }) => topicName))]
  const joined = (lines: string[]) => (lines.length > LINES_MAX ? '' : lines.join('\n'))
  if (isWhole && target.kind === 'LATEST') {
    return joined(topicNames.map((topicName) => line('skipAccumulatedMessage', ['-t', topicName, '-f', 'true'])))
  }
  if (isWhole && (target.kind === 'EARLIEST' || target.kind === 'TIME')) {
    const timestamp = target.kind === 'EARLIEST' ? 0 : target.at.getTime()
    const rest = ['-s', String(timestamp), '-f', 'true']
    return joined(topicNames.map((topicName) => line('resetOffsetByTime', ['-t', topicName, ...rest])))
  }
  if (plan.mechanism !== 'BROKER') return ''
  const addresses = new Map(found.topics.map(({ server }) => [server.brokerName, server.announcedAddress]))
  return joined(
    plan.queues.map(({ topicName, brokerName, queueId, targetOffset }) => {
      const queue = ['-t', topicName, '-b', addresses.get(brokerName) ?? '', '-q', String(queueId)]
      return line('resetOffsetByTime', [...queue, '-s', '0', '-o', String(targetOffset)])
    }),
  )
}
