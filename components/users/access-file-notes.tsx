'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Instant } from '#components/layout/instant.tsx'
import { useRuleWords } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip, type StripTone } from '#components/ui/strip.tsx'
import type { AccessFile, AccessFileSection } from '#lib/access-file/schema.ts'
import { accessFileQuery } from './queries.ts'
import { useFindingWords } from './use-finding-words.ts'

/** What became of the file of permission sets, grants and providers, as far as it is about these sections. */
export function AccessFileNotes({ sections }: { sections: readonly AccessFileSection[] }) {
  const access = useAccess()
  const { data } = useLiveQuery({ ...accessFileQuery(), enabled: access.can('permission-set:manage') })
  if (!data) return null
  const count = sections.reduce((sum, section) => sum + data.counts[section], 0)
  return data.path === null && count === 0 ? null : <Notes file={data} sections={sections} count={count} />
}

interface NotesProps {
  file: AccessFile
  sections: readonly AccessFileSection[]
  count: number
}

function Notes({ file: { path, state, loadedAt, faults, findings }, sections, count }: NotesProps) {
  const t = useTranslations('users.file')
  const ruleWords = useRuleWords()
  const findingWords = useFindingWords()
  const rows = findings
    .filter(({ section }) => sections.includes(section))
    .map((finding, i) => ({
      key: `${i} ${finding.path}`,
      isWaiting: finding.state === 'WAITING',
      path: finding.path,
      words: findingWords(finding),
    }))
  const inTheWay = rows.filter(({ isWaiting }) => !isWaiting)
  const waiting = rows.filter(({ isWaiting }) => isWaiting)
  return (
    <section aria-label={t('title')} className="mt-3 mb-4 grid gap-2">
      {path === null ? (
        <Strip tone="warning">{t('noFile', { count })}</Strip>
      ) : (
        <p className="text-12 text-fg-2 [overflow-wrap:anywhere]">
          {t.rich('kept', {
            count,
            path: () => <code className="font-mono">{path}</code>,
            since: () => (loadedAt ? <Instant at={loadedAt} withMs={false} /> : t('notYet')),
          })}
        </p>
      )}
      {state === 'INVALID' && (
        <Entries
          tone="critical"
          title={t('invalid')}
          entries={faults.map((fault, i) => ({
            key: `${i} ${fault.path}`,
            path: fault.path === '' ? null : fault.path,
            words: ruleWords(fault),
          }))}
        />
      )}
      {inTheWay.length > 0 && <Entries tone="warning" title={t('inTheWay')} entries={inTheWay} />}
      {waiting.length > 0 && <Entries tone="info" title={t('waiting')} entries={waiting} />}
    </section>
  )
}

interface EntriesProps {
  tone: StripTone
  title: string
  entries: readonly { key: string; path: string | null; words: string }[]
}

const shownAtFirst = 10

function Entries({ tone, title, entries }: EntriesProps) {
  const t = useTranslations('users.file')
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? entries : entries.slice(0, shownAtFirst)
  return (
    <Strip
      tone={tone}
      role="status"
      end={
        shown.length < entries.length && (
          <Button size="s" onClick={() => setWhole(true)}>
            {t('showAll', { count: entries.length })}
          </Button>
        )
      }
    >
      <strong className="font-semibold">{title}</strong>
      <ul className="mt-1 grid gap-0.5 text-12 text-fg-2">
        {shown.map(({ key, path, words }) => (
          <li key={key}>
            {path !== null && <code className="font-mono text-fg-1">{path}</code>} {words}
          </li>
        ))}
      </ul>
    </Strip>
  )
}
