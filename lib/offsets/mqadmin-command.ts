import type { PlanInput } from './build-plan.ts'
import type { Scope } from './find-scope.ts'
import type { ResetPlan } from './reset-plan.ts'

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
  const start = (command: string) => ['sh', 'mqadmin', command, '-n', nameServers.join(';'), '-g', groupName]
  const isWhole = found.queueKeys === null && found.otherBrokers.length === 0
  const topicNames = [...new Set(plan.queues.map(({ topicName }) => topicName))]
  const lines = (words: string[][]) =>
    words.length > LINES_MAX ? '' : words.map((line) => line.map(quote).join(' ')).join('\n')
  if (isWhole && target.kind === 'LATEST') {
    return lines(topicNames.map((topicName) => [...start('skipAccumulatedMessage'), '-t', topicName, '-f', 'true']))
  }
  if (isWhole && (target.kind === 'EARLIEST' || target.kind === 'TIME')) {
    const timestamp = target.kind === 'EARLIEST' ? 0 : target.at.getTime()
    const rest = ['-s', String(timestamp), '-f', 'true']
    return lines(topicNames.map((topicName) => [...start('resetOffsetByTime'), '-t', topicName, ...rest]))
  }
  if (plan.mechanism !== 'BROKER') return ''
  const addresses = new Map(found.topics.map(({ server }) => [server.brokerName, server.announcedAddress]))
  return lines(
    plan.queues.map(({ topicName, brokerName, queueId, targetOffset }) => [
      ...start('resetOffsetByTime'),
      ...['-t', topicName, '-b', addresses.get(brokerName) ?? '', '-q', String(queueId)],
      ...['-s', '0', '-o', String(targetOffset)],
    ]),
  )
}

/** For a POSIX shell: what is not plainly harmless goes between single quotes. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
