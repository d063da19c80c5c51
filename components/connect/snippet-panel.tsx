'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { TopicField } from '#components/messages/topic-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { saveFile } from '#components/ui/save-file.ts'
import { Select } from '#components/ui/select.tsx'
import { stateLooks } from '#components/ui/state-pill.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { type Snippet, SnippetLanguage, SnippetWhat } from '#lib/connect/schema.ts'
import { GroupField } from './group-field.tsx'
import { snippetQuery } from './queries.ts'
import type { SnippetChoice } from './use-snippet-url.ts'

interface SnippetPanelProps {
  clusterId: string
  choice: SnippetChoice & { what: SnippetWhat }
  onChange: (change: Partial<SnippetChoice>) => void
  /** With access control, whatever the console itself signs with. */
  credentials?: boolean
}

/** A program to start from, with what does not fit said below it. */
export function SnippetPanel({ clusterId, choice, onChange, credentials = false }: SnippetPanelProps) {
  const t = useTranslations('connect')
  const { language, what, topic, group, tls } = choice
  const query = useQuery(
    snippetQuery(clusterId, {
      ...{ language, what },
      ...(topic !== null && { topic }),
      ...(group !== null && { group }),
      ...(tls !== null && { tls }),
      ...(credentials && { credentials }),
    }),
  )
  return (
    <section aria-label={t('snippet.title')} className="min-w-0">
      <div className="grid grid-cols-1 gap-x-3 gap-y-2 pt-1 sm:grid-cols-2 xl:grid-cols-3">
        <Select
          label={t('fields.language')}
          value={language}
          onValueChange={(next) => onChange({ language: next })}
          options={SnippetLanguage.options.map((value) => ({ value, label: t(`languages.${value}`) }))}
        />
        <Select
          label={t('fields.what')}
          value={what}
          onValueChange={(next) => onChange({ what: next })}
          options={SnippetWhat.options.map((value) => ({ value, label: t(`whats.${value}`) }))}
        />
        <Select
          label={t('fields.tls')}
          value={tls === null ? 'default' : tls ? 'on' : 'off'}
          onValueChange={(next) => onChange({ tls: next === 'default' ? null : next === 'on' })}
          options={(['default', 'on', 'off'] as const).map((value) => ({ value, label: t(`tls.${value}`) }))}
        />
        <TopicField
          clusterId={clusterId}
          topic={topic}
          withSystem={false}
          isOptional={false}
          onTopicChange={(next) => onChange({ topic: next })}
        />
        <GroupField clusterId={clusterId} group={group} onGroupChange={(next) => onChange({ group: next })} />
      </div>
      <QueryView query={query} what={t('snippet.writing')}>
        {(snippet) => <Program snippet={snippet} />}
      </QueryView>
    </section>
  )
}

function Program({ snippet }: { snippet: Snippet }) {
  const t = useTranslations('connect')
  const { code, absence, fileName, dependency, run, notes, language } = snippet
  return (
    <>
      {code === null ? (
        <Strip tone="info" className="mt-3">
          {absence && t(`absences.${absence}`, { language: t(`languages.${language}`) })}
        </Strip>
      ) : (
        <>
          <div className="mt-3 flex min-h-8 flex-wrap items-center gap-2">
            <span className="mr-auto font-mono text-12 text-fg-2">{fileName}</span>
            <CopyButton text={code} label={t('snippet.copy')} size="m" />
            <Button icon="download" variant="ghost" onClick={() => saveFile(fileName, code)}>
              {t('snippet.download')}
            </Button>
          </div>
          <CodeBlock label={fileName} className="max-h-[520px] [&>section]:max-h-[520px]">
            {code}
          </CodeBlock>
          <dl className="mt-2 grid grid-cols-[max-content_minmax(0,1fr)] items-center gap-x-3 gap-y-1 text-12">
            <dt className="text-fg-3">{t('snippet.needs', { tool: dependency.tool })}</dt>
            <dd className="flex min-w-0 items-center gap-1 font-mono">
              <span className="min-w-0 [overflow-wrap:anywhere]">{dependency.text}</span>
              <CopyButton text={dependency.text} label={t('snippet.copyDependency')} />
            </dd>
            <dt className="text-fg-3">{t('snippet.run')}</dt>
            <dd className="font-mono [overflow-wrap:anywhere]">{run}</dd>
          </dl>
        </>
      )}
      <ul aria-label={t('notes.title')} className="mt-3 grid gap-1.5">
        {notes.map(({ code: note, level, facts }) => (
          <li key={note} className="flex items-start gap-2">
            <Icon
              name={stateLooks[iconOf[level]].icon}
              size={14}
              className={`mt-1 shrink-0 ${stateLooks[iconOf[level]].mark}`}
            />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              {t(`notes.${note}`, { topic: '', group: '', type: '', wanted: '', ...facts })}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

const iconOf = { ok: 'ok', advice: 'info', warning: 'warning' } as const
