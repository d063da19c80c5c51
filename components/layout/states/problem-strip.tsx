'use client'

import { useTranslations } from 'next-intl'
import { useGrantedBy } from '#components/layout/session-provider.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { problemOf } from './problem-words.ts'

/** Above a form whose sending failed: what, a broker's own words, and which request it was. Field errors stand at their fields. */
export function ProblemStrip({ error }: { error: unknown }) {
  const t = useTranslations('problem')
  const states = useTranslations('states')
  const names = useGrantedBy()
  if (error === null || error === undefined) return null
  const problem = problemOf(error)
  const code = problem?.code ?? 'NO_CONNECTION'
  const { broker, permission } = problem ?? {}
  // A refusal with a reason of its own says more than which permission lacks.
  const isPlainDenial = code === 'FORBIDDEN' && permission !== undefined && problem?.reason === undefined
  const text =
    code === 'INVALID_INPUT' || code === 'INTERNAL' ? t(`advice.${code}`) : (problem?.detail ?? t(`advice.${code}`))
  return (
    <Strip
      tone={code === 'FORBIDDEN' ? 'unknown' : 'critical'}
      icon={code === 'FORBIDDEN' ? 'lock' : 'critical'}
      role="alert"
    >
      <strong className="font-semibold">{t(`title.${code}`)}</strong>{' '}
      {isPlainDenial ? (
        <>
          {states.rich('denied.needs', { permission, code: (chunks) => <code className="font-mono">{chunks}</code> })}{' '}
          {names.length > 0 ? states('denied.namedGrant', { names: names.join(', ') }) : states('denied.whoGrants')}
        </>
      ) : (
        text
      )}
      {!isPlainDenial && permission && <code className="ml-1 font-mono">{permission}</code>}
      {broker && (
        <span className="mt-1 block font-mono text-12">
          {broker.responseCodeName} ({broker.responseCode}) {broker.address}
          {broker.remark && `: ${broker.remark}`}
        </span>
      )}
      {problem?.requestId && (
        <span className="mt-0.5 block font-mono text-12 text-fg-3">{t('request', { id: problem.requestId })}</span>
      )}
    </Strip>
  )
}
