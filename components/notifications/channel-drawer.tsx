'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'next-intl'
import { useState } from 'react'
import { Instant } from '#components/layout/instant.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
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
import { deleteChannelEndpoint, testChannelEndpoint } from '#lib/notifications/api.ts'
import type { ChannelTest, NoticeChannel } from '#lib/notifications/channel-schema.ts'
import { channelFields } from './channel-fields.ts'
import { ChannelFormDialog } from './channel-form-dialog.tsx'
import { ChannelStatePill } from './channel-state-pill.tsx'
import { channelQuery, notificationKeys } from './queries.ts'

/** One channel: what it is, whether it works, and a test that shows what was sent and answered. */
export function ChannelDrawer({ channelId, onClose }: { channelId: string | null; onClose: () => void }) {
  const t = useTranslations('notifications')
  const access = useAccess()
  const query = useQuery({ ...channelQuery(channelId ?? ''), enabled: channelId !== null })
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null)
  const channel = channelId === null ? undefined : query.data
  const lacks = access.reason('channel:manage')
  return (
    <>
      <Drawer
        open={channelId !== null}
        onClose={onClose}
        title={channel?.name ?? t('channel')}
        {...(channel && { subtitle: <ChannelStatePill channel={channel} /> })}
        {...(channel && {
          headEnd: (
            <>
              <Button size="s" icon="edit" disabledReason={lacks} onClick={() => setDoing('edit')}>
                {t('edit')}
              </Button>
              <Button
                size="s"
                icon="trash"
                disabledReason={lacks ?? (channel.policies.length > 0 ? t('inUse') : undefined)}
                onClick={() => setDoing('delete')}
              >
                {t('delete')}
              </Button>
            </>
          ),
        })}
        storageKey="channel"
      >
        <QueryView query={query}>{(data) => <ChannelSections key={data.channelId} channel={data} />}</QueryView>
      </Drawer>
      {channel && doing === 'edit' && (
        <ChannelFormDialog channel={channel} onClose={() => setDoing(null)} onSaved={() => setDoing(null)} />
      )}
      {channel && doing === 'delete' && (
        <DeleteChannelDialog
          channel={channel}
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

function ChannelSections({ channel }: { channel: NoticeChannel }) {
  const t = useTranslations('notifications')
  const format = useFormat()
  const locale = useLocale()
  const access = useAccess()
  const queryClient = useQueryClient()
  const test = useMutation({
    mutationFn: () =>
      call(testChannelEndpoint, {
        params: { channelId: channel.channelId },
        body: { language: locale === 'zh-CN' ? 'zh-CN' : 'en' },
      }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: notificationKeys.all }),
  })
  return (
    <>
      <DrawerSection title={t('facts')}>
        <KeyValuePanel
          items={[
            { label: t('kind'), value: t(`kinds.${channel.kind}`) },
            ...fieldFacts(channel, t),
            { label: t('policies'), value: channel.policies.map(({ name }) => name).join(', ') || t('noPolicy') },
            { label: t('rateField'), value: `${format.number(channel.ratePerMinute)} ${t('perMinute')}` },
            {
              label: t('heartbeat'),
              value:
                channel.heartbeatMinutes === null ? t('off') : t('everyMinutes', { count: channel.heartbeatMinutes }),
            },
            {
              label: t('lastSuccess'),
              value: channel.lastSuccessAt ? <Instant at={channel.lastSuccessAt} withMs={false} /> : t('never'),
            },
            { label: t('failures'), value: format.number(channel.failures) },
            ...(channel.lastFailureAt
              ? [
                  { label: t('lastFailure'), value: <Instant at={channel.lastFailureAt} withMs={false} /> },
                  { label: t('why'), value: channel.lastFailure ?? '?' },
                ]
              : []),
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

function TestOutcome({ test }: { test: ChannelTest }) {
  const t = useTranslations('notifications')
  const format = useFormat()
  const headers = Object.entries(test.request.headers).map(([name, value]) => `${name}: ${value}`)
  const request = [`${test.request.method} ${test.request.url}`, ...headers, '', pretty(test.request.body)].join('\n')
  return (
    <div className="grid gap-2" role="status">
      <StatePill
        state={test.isAccepted ? 'ok' : 'critical'}
        label={test.isAccepted ? t('accepted') : t('refused')}
        detail={format.duration(test.durationMs)}
      />
      {test.error && <p className="[overflow-wrap:anywhere]">{test.error}</p>}
      <h4 className="text-12 text-fg-3">{t('answer')}</h4>
      <CodeBlock wrap>
        {test.answer ? `${test.answer.code}\n${pretty(test.answer.body)}`.trim() : t('noAnswer')}
      </CodeBlock>
      <h4 className="text-12 text-fg-3">{t('request')}</h4>
      <CodeBlock wrap copy={request}>
        {request}
      </CodeBlock>
    </div>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

type Words = ReturnType<typeof useTranslations<'notifications'>>

function fieldFacts(channel: NoticeChannel, t: Words) {
  const config: Record<string, unknown> = channel.config
  return channelFields[channel.kind].flatMap(({ name, isSecret }) => {
    const label = t(`field.${name}`)
    if (isSecret) {
      const kept = channel.secretsKept[name as keyof typeof channel.secretsKept] // a secret's field has a secret's name
      return kept ? [{ label, value: kept.headerNames?.join(', ') ?? `••••${kept.lastFour}`, isMono: true }] : []
    }
    const value = config[name]
    if (value === undefined || value === '' || value === null || value === false) return []
    if (Array.isArray(value)) return value.length === 0 ? [] : [{ label, value: value.join(', ') }]
    if (typeof value === 'object') {
      const pairs = Object.entries(value).map(([key, text]) => `${key}=${String(text)}`)
      return pairs.length === 0 ? [] : [{ label, value: pairs.join(', '), isMono: true }]
    }
    return [{ label, value: value === true ? t('yes') : String(value) }]
  })
}

interface DeleteChannelDialogProps {
  channel: NoticeChannel
  onClose: () => void
  onDeleted: () => void
}

function DeleteChannelDialog({ channel, onClose, onDeleted }: DeleteChannelDialogProps) {
  const t = useTranslations('notifications')
  const toast = useToast()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () => call(deleteChannelEndpoint, { params: { channelId: channel.channelId } }),
    onSuccess: () => {
      onDeleted()
      void queryClient.invalidateQueries({ queryKey: [...notificationKeys.all, 'channels'] })
      toast({ title: t('channelDeleted', { name: channel.name }) })
    },
  })
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('deleteChannel')}
      preview={<p>{t('deleteChannelText', { name: channel.name })}</p>}
      command={null}
      confirmName={channel.name}
      applyLabel={t('deleteOneChannel')}
      onApply={() => remove.mutate()}
      isApplying={remove.isPending}
      problem={remove.error && <ProblemStrip error={remove.error} />}
    />
  )
}
