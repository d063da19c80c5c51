'use client'

import { useTranslations } from 'next-intl'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useDeferredValue, useMemo } from 'react'
import { Age } from '#components/layout/age.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { saveFile } from '#components/ui/save-file.ts'
import { Segmented } from '#components/ui/segmented.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { ClientStack } from '#lib/clients/schema.ts'
import { type ComparedStack, compareStacks } from './compare-stacks.ts'
import { filterStacks, type StackGroup, stacksOf, stackText } from './filter-stacks.ts'
import { StackBlock } from './stack-block.tsx'
import { StateBar } from './state-bar.tsx'

/** More would make the page slow; searching narrows them. */
const SHOWN = 200

const views = ['groups', 'threads', 'compare'] as const
type View = (typeof views)[number]

interface StackDumpProps {
  stack: ClientStack
  /** The dump before this one; null while it is the only one. */
  previous: ClientStack | null
  isAsking: boolean
  onAsk: () => void
}

/** One dump: equal stacks together, thread by thread, or compared with the one before; searched, to be taken along. */
export function StackDump({ stack, previous, isAsking, onAsk }: StackDumpProps) {
  const t = useTranslations('clients.stack')
  const format = useFormat()
  const [{ q, view }, setUrl] = useQueryStates({
    q: parseAsString.withDefault(''),
    view: parseAsStringLiteral(views).withDefault('groups'),
  })
  const search = useDeferredValue(q)
  const compared = useMemo(
    () => (view === 'compare' && previous ? compareStacks(previous.threads, stack.threads) : []),
    [stack, previous, view],
  )
  const groups = useMemo(
    () => filterStacks<StackGroup | ComparedStack>(view === 'compare' ? compared : stacksOf(stack, view), search),
    [stack, compared, view, search],
  )
  const found = groups.reduce((sum, { count }) => sum + count, 0)
  return (
    <>
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2 py-3 print:hidden">
        <div className="w-72 max-w-full">
          <TextField
            label={t('search')}
            isLabelHidden
            type="search"
            icon="search"
            placeholder={t('searchHint')}
            value={q}
            onValueChange={(text) => void setUrl({ q: text || null })}
          />
        </div>
        <Segmented<View>
          label={t('view')}
          value={view}
          onValueChange={(next) => void setUrl({ view: next })}
          options={[
            { value: 'groups', label: t('groups') },
            { value: 'threads', label: t('threads') },
            { value: 'compare', label: t('compare') },
          ]}
        />
        <span className="self-center text-12 text-fg-3" role="status">
          {t('found', { found, all: stack.threads.length })}
        </span>
        <span className="ml-auto flex items-center gap-2">
          <span className="text-12 text-fg-3">
            {t.rich('taken', { age: () => <Age key="age" at={stack.takenAt} /> })}
          </span>
          <Button
            icon="download"
            onClick={() => saveFile(`${stack.clientId} ${format.instant(stack.takenAt, false)}.txt`, stackText(stack))}
          >
            {t('download')}
          </Button>
          <Button icon="refresh" isBusy={isAsking} onClick={onAsk}>
            {t('again')}
          </Button>
        </span>
      </div>
      <StateBar threads={stack.threads} />
      {stack.isCut && (
        <Strip tone="warning" className="mt-2">
          {t('cut')}
        </Strip>
      )}
      {view === 'compare' && (
        <p className="py-2 text-fg-2">
          {previous
            ? t.rich('comparedWith', { at: () => <Instant key="at" at={previous.takenAt} withMs={false} /> })
            : t('compareNeedsTwo')}
        </p>
      )}
      {groups.length === 0 && stack.threads.length > 0 && (view !== 'compare' || previous) && (
        <p className="py-3 text-fg-2">{t(view === 'compare' && search === '' ? 'noneStands' : 'noneFound')}</p>
      )}
      <ul>
        {groups.slice(0, SHOWN).map((group, index) => {
          // Threads may be called alike and stand at the same place.
          const key = `${view} ${index} ${group.threadNames[0]}`
          const note = 'kind' in group && t(`compared.${group.kind}`, { place: group.place })
          return <StackBlock key={key} group={group} search={search} note={note} />
        })}
      </ul>
      {groups.length > SHOWN && <p className="py-2 text-fg-3">{t('more', { count: groups.length - SHOWN })}</p>}
      {stack.otherText !== null && (
        <section className="mt-3">
          <h2 className="font-semibold">{t('other')}</h2>
          <CodeBlock label={t('other')} className="mt-1">
            {stack.otherText}
          </CodeBlock>
        </section>
      )}
    </>
  )
}
