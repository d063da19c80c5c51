'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { groupHref } from '#components/groups/group-href.ts'
import { Instant } from '#components/layout/instant.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { SendButton } from '#components/messages/send/send-button.tsx'
import { topicHref } from '#components/topics/topic-href.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Link } from '#components/ui/link.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { Scenario, ScenarioProof, StepState } from '#lib/connect/schema.ts'
import { CreateGroupStep, CreateTopicStep, deliveryOf } from './create-step.tsx'
import type { SnippetChoice } from './use-snippet-url.ts'

interface ScenarioStepsProps {
  clusterId: string
  scenario: Scenario
  onNames: (change: Partial<SnippetChoice>) => void
}

/** Topic, group, program, proof: what is there and what is missing. */
export function ScenarioSteps({ clusterId, scenario, onNames }: ScenarioStepsProps) {
  const t = useTranslations('connect')
  const { topic, group, topicName, groupName, newTopic, newGroup, proof, isProven } = scenario
  const isReady = proof !== null
  const hasRun = proof !== null && ((proof.clients ?? 0) > 0 || (proof.stored ?? 0n) > 0n)
  const done = [topic.state === 'DONE', group.state === 'DONE', hasRun, isProven].filter(Boolean).length
  return (
    <section aria-labelledby="scenario-title" className="pt-4">
      <h2 id="scenario-title" className="font-semibold">
        {t(`scenarios.${scenario.scenario}.title`)}{' '}
        <span className="font-normal text-fg-3">{t('stepsDone', { done, all: 4 })}</span>
      </h2>
      <p className="mt-0.5 text-fg-2">{t(`scenarios.${scenario.scenario}.purpose`)}</p>
      <ol className="mt-2 border-t border-line-1">
        <Step
          number={1}
          title={t('steps.topic')}
          isDone={topic.state === 'DONE'}
          end={topic.type !== null && <Link href={topicHref(clusterId, topicName)}>{t('open')}</Link>}
        >
          <StepText state={topic.state}>
            {topic.type !== null
              ? t('topicIs', { type: topic.type, name: topicName, queues: topic.queues ?? 0 })
              : t('topicWanted', { type: newTopic.type, name: topicName })}
            {topic.state === 'MISFIT' && ` ${t('topicMisfit', { type: newTopic.type })}`}
          </StepText>
          {topic.state === 'MISSING' && <CreateTopicStep clusterId={clusterId} body={newTopic} />}
        </Step>
        <Step
          number={2}
          title={t(newGroup.isOrdered ? 'steps.groupOrdered' : 'steps.group')}
          isDone={group.state === 'DONE'}
          end={group.isOrdered !== null && <Link href={groupHref(clusterId, groupName)}>{t('open')}</Link>}
        >
          <StepText state={group.state}>
            {group.isOrdered === null
              ? t('groupWanted', { name: groupName, delivery: t(`delivery.${deliveryOf(newGroup)}`) })
              : t('groupIs', {
                  name: groupName,
                  delivery: t(`delivery.${deliveryOf({ isOrdered: group.isOrdered })}`),
                  retries: group.maxRetries ?? 0,
                })}
            {group.state === 'MISFIT' &&
              ` ${t(scenario.scenario === 'broadcast' ? 'groupRefusesBroadcast' : 'groupMisfit')}`}
          </StepText>
          {group.state === 'MISSING' && <CreateGroupStep clusterId={clusterId} body={newGroup} />}
        </Step>
        <Step number={3} title={t('steps.snippet')} isDone={hasRun}>
          <p className="text-fg-2">
            {t('snippetAdvice')}{' '}
            <LinkButton onClick={() => onNames({ what: scenario.consume })}>
              {t('showWhat', { what: t(`whats.${scenario.consume}`) })}
            </LinkButton>{' '}
            {t('then')}{' '}
            <LinkButton onClick={() => onNames({ what: scenario.send })}>
              {t('showWhat', { what: t(`whats.${scenario.send}`) })}
            </LinkButton>
          </p>
          {topic.state === 'DONE' && (
            <div className="mt-1.5">
              <SendButton clusterId={clusterId} topicName={topicName} size="s" />
            </div>
          )}
        </Step>
        <Step number={4} title={t('steps.prove')} isDone={isProven}>
          <p className="text-fg-2">{t(isReady ? 'proveAdvice' : 'proveFirst')}</p>
          {proof && <Proof proof={proof} />}
          <div role="status" className="mt-1">
            {isReady && (
              <StatePill
                state={isProven ? 'ok' : 'pending'}
                label={t(isProven ? 'proven' : 'watching')}
                detail={t(proof.isBroadcast ? 'knownFromClients' : 'knownFromOffsets')}
              />
            )}
          </div>
        </Step>
      </ol>
    </section>
  )
}

interface StepProps {
  number: number
  title: string
  isDone: boolean
  end?: ReactNode
  children: ReactNode
}

function Step({ number, title, isDone, end, children }: StepProps) {
  const t = useTranslations('connect')
  return (
    <li className="flex gap-3 border-b border-line-1 py-2">
      {isDone ? (
        <span className="mt-0.5 grid size-5 shrink-0 place-items-center text-ok-mark">
          <Icon name="check" size={14} />
          <span className="sr-only">{t('stepDone')}</span>
        </span>
      ) : (
        <span className="mt-0.5 grid size-5 shrink-0 place-items-center rounded-full border border-line-3 text-12 text-fg-2">
          {number}
          <span className="sr-only">{t('stepOpen')}</span>
        </span>
      )}
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-3">
          <h3 className="min-w-0 flex-1 font-medium">{title}</h3>
          {end}
        </div>
        {children}
      </div>
    </li>
  )
}

function StepText({ state, children }: { state: StepState; children: ReactNode }) {
  const t = useTranslations('connect')
  if (state === 'UNKNOWN') return <StatePill state="unknown" label={t('stepUnknown')} />
  return <p className={state === 'MISFIT' ? 'text-warning' : 'text-fg-2 [overflow-wrap:anywhere]'}>{children}</p>
}

function Proof({ proof }: { proof: ScenarioProof }) {
  const t = useTranslations('connect.proof')
  const format = useFormat()
  const { stored, lastWriteAt, consumed, lag, clients } = proof
  const number = (value: bigint | number | null) => (value === null ? '?' : format.number(value))
  const rows = [
    { key: 'clients', value: number(clients), isReached: (clients ?? 0) > 0 },
    { key: 'stored', value: number(stored), isReached: (stored ?? 0n) > 0n, at: lastWriteAt },
    { key: 'consumed', value: number(consumed), isReached: (consumed ?? 0n) > 0n },
    { key: 'lag', value: number(lag), isReached: lag === 0n && (consumed ?? 0n) > 0n },
  ] as const
  return (
    <dl className="mt-1.5 grid grid-cols-[14px_max-content_max-content_minmax(0,1fr)] items-center gap-x-3 gap-y-1">
      {rows.map((row) => (
        <div key={row.key} className="contents">
          <span
            aria-hidden="true"
            className={`size-2 rounded-full border border-fg-2 ${row.isReached ? 'bg-fg-1' : ''}`}
          />
          <dt>{t(row.key)}</dt>
          <dd className="font-mono text-12">{row.value}</dd>
          <dd className="text-right text-12 text-fg-3">{'at' in row && row.at && <Instant at={row.at} />}</dd>
        </div>
      ))}
    </dl>
  )
}
