'use client'

import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Readouts } from '#components/layout/readouts.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { tailLimits } from '#lib/messages/schema.ts'
import { MessageDrawer } from '../message-drawer.tsx'
import { ModeTabs } from '../mode-tabs.tsx'
import { SendButton } from '../send/send-button.tsx'
import { TailControls } from './tail-controls.tsx'
import { backlogOf, NEXT, rateOf, ratesOf } from './tail-ring.ts'
import { TailTable } from './tail-table.tsx'
import { TopicMark } from './topic-mark.tsx'
import { type Tail, useTail } from './use-tail.ts'
import { useTailUrl } from './use-tail-url.ts'

/** What arrives in up to five topics, as it arrives. */
export function TailPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('messages')
  const tTail = useTranslations('messages.tail')
  const access = useAccess()
  const { settings, openId, change, open } = useTailUrl()
  const denied = access.reason('message:tail', clusterId, 'any')
  const tail = useTail(clusterId, denied === undefined ? settings : { ...settings, topics: [] })
  useSpaceKey(tail)
  const { ring } = tail
  const index = ring.shown.findIndex(({ offsetMsgId }) => offsetMsgId === openId)
  const topic = ring.shown[index]?.topicName ?? settings.topics[0] ?? null
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={<SendButton clusterId={clusterId} topicName={settings.topics[0] ?? null} />}
      />
      <ModeTabs clusterId={clusterId} mode="tail" topic={settings.topics[0] ?? null} />
      {denied !== undefined ? (
        <Strip tone="unknown" icon="lock">
          {denied}
        </Strip>
      ) : (
        <>
          <TailControls clusterId={clusterId} settings={settings} tail={tail} onChange={change} />
          <TailStatus tail={tail} />
          {settings.topics.length === 0 ? (
            <Empty title={tTail('chooseTopic')}>{tTail('chooseTopicNext', { max: String(tailLimits.topics) })}</Empty>
          ) : (
            <>
              <TailReadouts tail={tail} topics={settings.topics} />
              {ring.shown.length > 0 ? (
                <TailTable topics={settings.topics} items={ring.shown} openId={openId} onOpen={open} />
              ) : ring.state ? (
                <Empty title={tTail('nothingYet')}>{tTail('nothingYetNext')}</Empty>
              ) : (
                tail.isRunning && <Loading what={tTail('starting')} />
              )}
            </>
          )}
          <MessageDrawer
            clusterId={clusterId}
            topic={topic}
            messageId={openId}
            items={ring.shown}
            index={index}
            onOpen={open}
          />
        </>
      )}
    </>
  )
}

/** Why it stands still, and the way on. */
function TailStatus({ tail }: { tail: Tail }) {
  const t = useTranslations('messages.tail')
  const format = useFormat()
  const { ring, error, isRunning } = tail
  const { held, pausedAt, heldSkipped, end, state } = ring
  return (
    <div className="grid gap-2 empty:hidden">
      {Boolean(error) && <ProblemStrip error={error} />}
      {end && !isRunning && (
        <Strip tone={end.reason === 'time' ? 'unknown' : 'warning'} role="status">
          {t(`ended.${end.reason}`, { minutes: String(tailLimits.minutes) })}
          {end.detail && ` ${end.detail}`}
        </Strip>
      )}
      {state && state.partial.length > 0 && isRunning && (
        <Strip tone="warning">
          {t('silent', { names: state.partial.map((entry) => entry.brokerName ?? entry.address).join(', ') })}
        </Strip>
      )}
      {held && pausedAt && (
        <Strip
          tone="unknown"
          icon="pause"
          role="status"
          end={
            <>
              <Button size="s" onClick={() => tail.act({ name: 'resume' })}>
                {t('jump')}
              </Button>
              <Button
                size="s"
                onClick={() => tail.act({ name: 'showNext' })}
                disabledReason={held.length === 0 ? t('nothingHeld') : undefined}
              >
                {t('showNext', { count: String(NEXT) })}
              </Button>
            </>
          }
        >
          <strong className="font-medium">{t('pausedAt', { time: format.time(pausedAt) })}</strong>{' '}
          {t('backlogText', { count: backlogOf(ring), held: held.length, skipped: heldSkipped })}
        </Strip>
      )}
    </div>
  )
}

function TailReadouts({ tail, topics }: { tail: Tail; topics: readonly string[] }) {
  const t = useTranslations('messages.tail')
  const format = useFormat()
  const { ring, isRunning } = tail
  const { state } = ring
  const rate = rateOf(ring)
  const number = (value: number | null | undefined) => (value == null ? '?' : format.number(value))
  const endsInMs = state && isRunning ? Math.max(0, state.endsAt.getTime() - state.at.getTime()) : null
  return (
    <>
      <Readouts
        items={[
          {
            label: t('rateNow'),
            value: rate === null ? '?' : format.rate(rate),
            unit: t('perSecond'),
            context: t('rateLimit', { max: String(tailLimits.rowsPerSecond) }),
            spark: ratesOf(ring),
          },
          {
            label: t('backlog'),
            value: number(ring.held ? backlogOf(ring) : 0),
            context: ring.held
              ? t('backlogContext', { held: ring.held.length, skipped: ring.heldSkipped })
              : t('notPaused'),
          },
          { label: t('shown'), value: number(ring.shown.length), context: t('ofRing', { max: tailLimits.ring }) },
          { label: t('skipped'), value: number(ring.skipped), context: t('skippedContext') },
          {
            label: t('filteredOut'),
            value: number(ring.filteredOut),
            context: ring.filterFaults > 0 ? t('filterFaults', { count: ring.filterFaults }) : t('filteredContext'),
          },
          {
            label: t('queuesRead'),
            value: state
              ? t('of', { read: format.number(state.queues.read), all: format.number(state.queues.all) })
              : '?',
            context: t('topicCount', { count: topics.length }),
          },
          {
            label: t('endsIn'),
            value: endsInMs === null ? '–' : format.duration(endsInMs),
            context: t('endsContext', { minutes: String(tailLimits.minutes), tails: String(tailLimits.perUser) }),
          },
        ]}
      />
      {topics.length > 1 && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 py-2 text-12" aria-label={t('byTopic')}>
          {topics.map((topic, index) => {
            const topicRate = rateOf(ring, topic)
            return (
              <li key={topic} className="flex items-center gap-1.5">
                <TopicMark index={index} />
                <span className="text-fg-2">{topic}</span>
                <span className="font-medium">
                  {topicRate === null ? '?' : format.rate(topicRate)} {t('perSecond')}
                </span>
              </li>
            )
          })}
        </ul>
      )}
    </>
  )
}

/** Space pauses and resumes wherever no control has the focus. */
function useSpaceKey({ ring, act, isRunning }: Tail): void {
  const isPaused = ring.held !== null
  useEffect(() => {
    if (!isRunning && !isPaused) return
    const onKeyDown = (event: KeyboardEvent) => {
      const isInControl =
        event.target instanceof Element && event.target.closest('a, button, input, textarea, select, [role], dialog')
      if (event.key !== ' ' || event.defaultPrevented || isInControl) return
      event.preventDefault()
      act(isPaused ? { name: 'resume' } : { name: 'pause', at: new Date() })
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [act, isPaused, isRunning])
}
