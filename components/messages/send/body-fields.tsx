'use client'

import { useTranslations } from 'next-intl'
import { type ChangeEvent, useId, useRef } from 'react'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { bodyForms, type SendDraft } from './send-draft.ts'

interface BodyFieldsProps {
  draft: SendDraft
  maxBytes: number
  onChange: (patch: Partial<SendDraft>) => void
  error: string | null | undefined
}

/** The body as text, JSON, hex, base64 or a file. */
export function BodyFields({ draft, maxBytes, onChange, error }: BodyFieldsProps) {
  const t = useTranslations('messages.send')
  const format = useFormat()
  const input = useRef<HTMLInputElement>(null)
  const noteId = useId()
  const { bodyForm, body, file, count } = draft

  async function take(event: ChangeEvent<HTMLInputElement>): Promise<void> {
    const chosen = event.target.files?.[0]
    // Larger ones are not even read: their size says enough.
    if (!chosen) return
    const bytes =
      chosen.size > maxBytes
        ? new Uint8Array(chosen.size > 0 ? maxBytes + 1 : 0)
        : new Uint8Array(await chosen.arrayBuffer())
    onChange({ file: { name: chosen.name, bytes } })
  }

  const hint =
    count !== null && count > 1 && (bodyForm === 'text' || bodyForm === 'json')
      ? t('templates', { open: '{{', close: '}}' })
      : undefined
  return (
    <div>
      <div className="mb-1.5 flex flex-wrap items-center gap-3">
        <Segmented
          label={t('bodyForm')}
          size="s"
          options={bodyForms.map((value) => ({ value, label: t(`bodyForms.${value}`) }))}
          value={bodyForm}
          onValueChange={(next) => onChange({ bodyForm: next })}
        />
        <span className="ml-auto text-12 text-fg-3">{t('atMost', { bytes: format.bytes(maxBytes) })}</span>
      </div>
      {bodyForm === 'file' ? (
        <div className="flex flex-wrap items-center gap-3">
          <input
            ref={input}
            type="file"
            className="sr-only"
            aria-label={t('file')}
            aria-describedby={noteId}
            tabIndex={-1}
            onChange={(event) => void take(event)}
          />
          <Button onClick={() => input.current?.click()}>{t('chooseFile')}</Button>
          <span id={noteId} className={error ? 'text-critical' : 'text-fg-2'}>
            {error ??
              (file ? t('chosenFile', { name: file.name, bytes: format.bytes(file.bytes.length) }) : t('noFile'))}
          </span>
        </div>
      ) : (
        <TextArea
          label={t('body')}
          isRequired
          isMono
          rows={7}
          hint={hint}
          error={error}
          value={body}
          onValueChange={(next) => onChange({ body: next })}
        />
      )}
    </div>
  )
}
