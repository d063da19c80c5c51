'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Denied } from '#components/layout/states/denied.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { MaskMark } from '#components/masking/mask-notes.tsx'
import { buttonStyle } from '#components/ui/button-style.ts'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Select } from '#components/ui/select.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { MessageBody } from '#lib/messages/schema.ts'
import { bodyCharsets, bodyForms } from './body-views.ts'
import { hexDump } from './hex-dump.ts'
import { JsonTree } from './json-tree.tsx'
import type { MessageSectionsProps } from './message-sections-props.ts'
import { bodyUrl, downloadRevealed, messageBodyQuery } from './queries.ts'
import { useBodyView } from './use-body-view.ts'

interface BodySectionProps extends MessageSectionsProps {
  /** Why it is shown without its masking; null: it is not. */
  revealedFor: string | null
}

/** The body in a form that can be read. It is hostile text: always text, never markup. */
export function BodySection({ message, address, revealedFor }: BodySectionProps) {
  const t = useTranslations('messages.body')
  const format = useFormat()
  const [view, setView] = useBodyView(address.clusterId, message)
  const isRevealed = revealedFor !== null
  const download = useMutation({ mutationFn: (reason: string) => downloadRevealed(address, reason) })
  const asked = useQuery({
    ...messageBodyQuery(address, view),
    enabled: view !== 'auto' && !isRevealed && message.body !== undefined,
  })
  if (!message.body) {
    return (
      <DrawerSection title={t('title')} count={format.bytes(message.bodyBytes)}>
        <Denied permission="message:read-body" />
      </DrawerSection>
    )
  }
  // What was revealed is one answer: the other forms would be asked for masked again.
  const body = view === 'auto' || isRevealed ? message.body : asked.data
  const options = [
    ...bodyForms.map((value) => ({ value, label: t(`view.${value}`) })),
    ...bodyCharsets.map((value) => ({ value, label: value.toUpperCase() })),
  ]
  return (
    <DrawerSection
      title={t('title')}
      count={format.bytes(message.bodyBytes)}
      end={
        <>
          {!isRevealed && <MaskMark notes={message.masking?.filter(({ part }) => part === 'BODY')} />}
          {body && !body.isWithheld && <span className="text-12 text-fg-3">{formWords(body, t)}</span>}
          {!isRevealed && (
            <Select label={t('viewAs')} isLabelHidden size="s" value={view} onValueChange={setView} options={options} />
          )}
          {body && !body.isWithheld && <CopyButton text={body.text ?? body.base64 ?? ''} label={t('copy')} size="m" />}
          {revealedFor !== null && (
            <IconButton icon="download" label={t('download')} onClick={() => download.mutate(revealedFor)} />
          )}
          {!isRevealed && !body?.isWithheld && (
            <a
              href={bodyUrl(address)}
              download
              aria-label={t('download')}
              title={t('download')}
              className={buttonStyle({ variant: 'ghost', size: 'm', isSquare: true })}
            >
              <Icon name="download" />
            </a>
          )}
        </>
      }
    >
      <ProblemStrip error={download.error} />
      {body ? <BodyText body={body} /> : asked.error ? <ProblemStrip error={asked.error} /> : <Loading shape="block" />}
    </DrawerSection>
  )
}

function BodyText({ body }: { body: MessageBody }) {
  const t = useTranslations('messages.body')
  const format = useFormat()
  return (
    <div className="grid gap-2">
      {body.isWithheld && <p className="text-fg-3">{t('withheld')}</p>}
      {body.error && <Strip tone="warning">{t('shownAsHex', { detail: body.error.detail })}</Strip>}
      {body.isWithheld ? null : body.totalBytes === 0 ? (
        <p className="text-fg-3">{t('empty')}</p>
      ) : (
        <BodyCode body={body} />
      )}
      {body.isCut && (
        <p className="text-12 text-fg-2">
          {t('cut', { shown: format.bytes(body.shownBytes), total: format.bytes(body.totalBytes) })}
        </p>
      )}
    </div>
  )
}

function BodyCode({ body: { as, text = '', base64 = '' } }: { body: MessageBody }) {
  const t = useTranslations('messages.body')
  if (as === 'json') return <JsonTree text={text} label={t('title')} />
  return (
    <CodeBlock wrap label={t('title')} className="max-h-[480px] overflow-auto">
      {as === 'hex' ? hexDump(text) : as === 'base64' ? base64 : text}
    </CodeBlock>
  )
}

/** "JSON, GBK, gzip": what it was taken for. */
function formWords(body: MessageBody, t: ReturnType<typeof useTranslations<'messages.body'>>): string {
  const charset = body.charset && body.charset !== 'utf-8' ? body.charset.toUpperCase() : null
  return [t(`view.${body.as}`), charset, body.contentEncoding].filter(Boolean).join(', ')
}
