import { changeRule } from './change-rule.ts'
import { clientRules } from './client-rules.ts'
import { configRules } from './config-rules.ts'
import type { DiagnosisFacts } from './facts.ts'
import type { Finding } from './finding.ts'
import { progressRules } from './progress-rules.ts'
import type { DiagnosisCause, Verdict } from './schema.ts'
import { topicRules } from './topic-rules.ts'

const verdictOrder: Record<Verdict, number> = { BAD: 0, WARN: 1, NOT_CHECKABLE: 2, OK: 3 }

/**
 * Of what is equally bad, the likelier cause first: what alone stops everything, then what is wrong at the clients, then what
 * only slows. Lag and its nearness to the end of retention are what follows from a cause, so they come last.
 */
const likelihood: readonly DiagnosisCause[] = [
  'CONSUMPTION_OFF',
  'NO_CLIENT',
  'NO_CLIENT_LAG_UNKNOWN',
  'TOPIC_MISSING',
  'TOPIC_NOT_READABLE',
  'CLIENT_STUCK',
  'THREAD_STUCK',
  'SUBSCRIPTIONS_DIFFER',
  'FIFO_READ_CONCURRENTLY',
  'CONSUMPTION_FAILS',
  'CONSUMPTION_OFF_ON_SOME',
  'TOPIC_CONSUMPTION_OFF',
  'SERVERS_SILENT',
  'QUEUES_WITHOUT_OWNER',
  'CLIENT_IDLE',
  'CLIENTS_NOT_ON_EVERY_BROKER',
  'HOT_QUEUE',
  'CLIENTS_SILENT',
  'MORE_CLIENTS_THAN_QUEUES',
  'DEAD_LETTERS_GROW',
  'RETRIES_WAIT',
  'BROKER_REJECTS',
  'BROKER_NOT_WRITABLE',
  'NORMAL_READ_IN_ORDER',
  'NO_CONFIG',
  'CONFIG_DIFFERS',
  'NEVER_CONSUMED',
  'MESSAGES_LOST_SOON',
  'MESSAGES_ALREADY_GONE',
  'GROWS',
  'BEHIND',
  'VERSION_AT_RISK',
  'CHANGED_LATELY',
]

/** All that the facts say of a group, the most likely cause first and what is in order last. Pure. */
export function judgeGroup(facts: DiagnosisFacts): Finding[] {
  const findings = [configRules, clientRules, topicRules, progressRules, changeRule].flatMap((rule) => rule(facts))
  const rank = ({ cause }: Finding) => (likelihood.includes(cause) ? likelihood.indexOf(cause) : likelihood.length)
  return findings
    .map((finding, index) => ({ finding, index }))
    .sort(
      (a, b) =>
        verdictOrder[a.finding.verdict] - verdictOrder[b.finding.verdict] ||
        rank(a.finding) - rank(b.finding) ||
        a.index - b.index,
    )
    .map(({ finding }) => finding)
}
