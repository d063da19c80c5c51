'use client'

import { useTranslations } from 'next-intl'
import { Empty } from '#components/layout/states/empty.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { NotFoundReason } from '#lib/messages/schema.ts'

/** A message that could not be shown. Not there, deleted and not indexed are three things. */
export function MessageProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTranslations('messages.notFound')
  const problem = problemOf(error)
  const reason = NotFoundReason.safeParse(problem?.code === 'NOT_FOUND' ? problem.reason : undefined)
  if (!reason.success) return <ProblemView error={error} onRetry={onRetry} />
  return <Empty title={t(`${reason.data}.title`)}>{t(`${reason.data}.why`)}</Empty>
}
