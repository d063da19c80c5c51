'use client'

import { useTranslations } from 'next-intl'
import { groupHref } from '#components/groups/group-href.ts'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Link } from '#components/ui/link.tsx'
import type { Diagnosis, DiagnosisLine } from '#lib/diagnoses/schema.ts'
import { EvidenceList } from './evidence-list.tsx'
import { useCauseWords } from './use-cause-words.ts'
import { VerdictPill } from './verdict-pill.tsx'

interface DiagnosisLinesProps {
  clusterId: string
  diagnosis: Diagnosis
}

/** The causes, the most likely first with its evidence open; what is in order folded away below. */
export function DiagnosisLines({ clusterId, diagnosis: { groupName, lines } }: DiagnosisLinesProps) {
  const t = useTranslations('diagnoses')
  const wrong = lines.filter(({ verdict }) => verdict !== 'OK')
  const right = lines.filter(({ verdict }) => verdict === 'OK')
  const item = (line: DiagnosisLine, index: number, isFirst: boolean) => (
    <LineItem
      key={`${line.cause} ${index}`}
      clusterId={clusterId}
      groupName={groupName}
      line={line}
      isFirst={isFirst}
    />
  )
  return (
    <>
      {wrong.length > 0 && <ol className="mt-3">{wrong.map((line, index) => item(line, index, index === 0))}</ol>}
      {right.length > 0 && (
        <div className="mt-2 border-t border-line-1 pt-1">
          <Disclosure label={t('orderText', { count: right.length })} isOpenInitially={wrong.length === 0}>
            <ol>{right.map((line, index) => item(line, index, false))}</ol>
          </Disclosure>
        </div>
      )}
    </>
  )
}

interface LineItemProps {
  clusterId: string
  groupName: string
  line: DiagnosisLine
  isFirst: boolean
}

function LineItem({ clusterId, groupName, line, isFirst }: LineItemProps) {
  const t = useTranslations('diagnoses')
  const { title, advice } = useCauseWords()(line)
  const { check, verdict, link } = line
  return (
    <li className="grid gap-x-4 border-t border-line-1 py-2 sm:grid-cols-[180px_minmax(0,1fr)]">
      <div className="flex items-baseline gap-3 sm:block">
        <VerdictPill verdict={verdict} />
        <div className="text-12 text-fg-3">{t(`checks.${check}`)}</div>
      </div>
      <div className="min-w-0">
        <p className={isFirst ? 'text-14 font-semibold [overflow-wrap:anywhere]' : '[overflow-wrap:anywhere]'}>
          {title}
        </p>
        {advice && <p className="max-w-[100ch] text-fg-2">{advice}</p>}
        <div className="flex flex-wrap items-start gap-x-4">
          <div className="min-w-0 flex-1">
            <EvidenceList line={line} isOpen={isFirst} />
          </div>
          {link && verdict !== 'OK' && (
            <Link
              href={link.startsWith('/') ? `/clusters/${clusterId}${link}` : groupHref(clusterId, groupName, link)}
              className="mt-1 underline"
            >
              {t('seeLive')}
              <span className="sr-only">: {t(`checks.${check}`)}</span>
            </Link>
          )}
        </div>
      </div>
    </li>
  )
}
