'use client'

import { useTranslations } from 'next-intl'
import { Icon } from '#components/ui/icon.tsx'
import type { MaskNote } from '#lib/masking/schema.ts'

/** What is masked, and by which rule: one line each. */
export function MaskNotes({ notes }: { notes: readonly MaskNote[] }) {
  const words = useNoteWords()
  return (
    <ul className="grid gap-1">
      {notes.map((note) => (
        <li key={JSON.stringify(note)} className="flex items-start gap-1.5 text-12 text-fg-2">
          <Icon name="shield" size={14} className="mt-px shrink-0 text-fg-3" />
          <span className="min-w-0 [overflow-wrap:anywhere]">{words(note)}</span>
        </li>
      ))}
    </ul>
  )
}

/** A shield beside what is shown masked; its text names the rules. */
export function MaskMark({ notes }: { notes: readonly MaskNote[] | undefined }) {
  const t = useTranslations('masking')
  if (!notes || notes.length === 0) return null
  const rules = [...new Set(notes.map(({ ruleName }) => ruleName))].join(', ')
  return <Sign text={t('maskedBy', { rules })} />
}

/** The same where the rule is not known. */
export function MaskedSign() {
  return <Sign text={useTranslations('masking')('maskedByRule')} />
}

function Sign({ text }: { text: string }) {
  return (
    <span title={text} className="mr-1 inline-flex align-[-2px] text-fg-3">
      <Icon name="shield" size={14} />
      <span className="sr-only">{text}</span>
    </span>
  )
}

function useNoteWords(): (note: MaskNote) => string {
  const t = useTranslations('masking')
  return ({ part, name, places, ruleName: rule, withheld }) => {
    if (withheld) return t('note.withheld', { rule, why: t(`withheld.${withheld}`) })
    if (part === 'PROPERTY') return t('note.property', { rule, name: name ?? '' })
    if (part === 'BODY' && places) return t('note.places', { rule, places: places.join(', ') })
    return t('note.part', { rule, part: t(`parts.${part}`) })
  }
}
