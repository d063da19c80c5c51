'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Chip } from '#components/ui/chip.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Select } from '#components/ui/select.tsx'
import { tailLimits } from '#lib/messages/schema.ts'
import { TagFilterEditor } from '../tag-filter-editor.tsx'
import { TopicField } from '../topic-field.tsx'
import type { Tail, TailSettings } from './use-tail.ts'

interface TailControlsProps {
  clusterId: string
  settings: TailSettings
  tail: Tail
  onChange: (patch: Partial<TailSettings>) => void
}

/** Which topics, what of them, from when; pause and stop. */
export function TailControls({ clusterId, settings, tail, onChange }: TailControlsProps) {
  const t = useTranslations('messages.tail')
  const tMessages = useTranslations('messages')
  const { topics, queues, tag, from } = settings
  const { ring, act, isRunning } = tail
  const left = tailLimits.topics - topics.length
  const isPaused = ring.held !== null
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line-2 py-3">
      {topics.map((topic) => (
        <Chip
          key={topic}
          value={topic}
          onRemove={() => onChange({ topics: topics.filter((other) => other !== topic) })}
        />
      ))}
      {left > 0 && (
        <Popover
          label={t('addTopic')}
          width={320}
          trigger={
            <Button variant="ghost" size="s" icon="plus">
              {topics.length === 0 ? t('addTopic') : t('addTopicMore', { count: left })}
            </Button>
          }
        >
          {(close) => (
            <div className="p-3">
              <TopicField
                clusterId={clusterId}
                topic={null}
                withSystem={false}
                isOptional={false}
                onTopicChange={(topic) => {
                  if (topic === null) return
                  close()
                  onChange({ topics: [...topics, topic] })
                }}
              />
            </div>
          )}
        </Popover>
      )}
      <span aria-hidden="true" className="h-5 w-px bg-line-2" />
      {tag !== null && <Chip label={tMessages('filters.tag')} value={tag} onRemove={() => onChange({ tag: null })} />}
      {queues.map((queue) => (
        <Chip
          key={queue}
          label={tMessages('filters.queue')}
          value={queue}
          onRemove={() => onChange({ queues: queues.filter((other) => other !== queue) })}
        />
      ))}
      <Popover
        label={tMessages('filters.add')}
        width={300}
        trigger={
          <Button variant="ghost" size="s" icon="plus">
            {tMessages('filters.add')}
          </Button>
        }
      >
        {(close) => (
          <TagFilterEditor
            tag={tag ?? ''}
            queues={queues}
            onApply={(patch) => {
              close()
              onChange({ tag: patch.tag ?? null, queues: patch.queues?.split(',') ?? [] })
            }}
          />
        )}
      </Popover>
      <span className="ml-auto flex flex-wrap items-center gap-2">
        <Select
          label={t('from')}
          isLabelHidden
          className="w-36"
          options={(['now', 'last10'] as const).map((value) => ({ value, label: t(`froms.${value}`) }))}
          value={from}
          onValueChange={(next) => onChange({ from: next })}
        />
        {isRunning || isPaused ? (
          <>
            <Button
              variant={isPaused ? 'primary' : 'outline'}
              icon={isPaused ? 'play' : 'pause'}
              onClick={() => act(isPaused ? { name: 'resume' } : { name: 'pause', at: new Date() })}
              disabledReason={topics.length === 0 ? t('chooseTopic') : undefined}
            >
              {isPaused ? t('resume') : t('pause')}
            </Button>
            {isRunning && (
              <Button
                icon="stop"
                onClick={tail.stop}
                disabledReason={topics.length === 0 ? t('chooseTopic') : undefined}
              >
                {t('stop')}
              </Button>
            )}
          </>
        ) : (
          <Button variant="primary" icon="play" onClick={tail.start}>
            {t('start')}
          </Button>
        )}
      </span>
    </div>
  )
}
