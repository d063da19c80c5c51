'use client'

import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'

export interface TestOutcome {
  isAccepted: boolean
  durationMs: number
  error: string | null
  /** Code and body; null = none came. */
  answer: string | null
  sent: string
}

interface TestSectionProps {
  words: (key: 'test' | 'sendTest' | 'testHint' | 'accepted' | 'refused' | 'answer' | 'noAnswer') => string
  sentTitle: string
  send: () => Promise<TestOutcome>
  /** A test counts as a delivery, so this is read again. */
  staleKey: QueryKey
}

/** Sends a test to a destination outside, and shows what was sent and answered. */
export function TestSection({ words, sentTitle, send, staleKey }: TestSectionProps) {
  const access = useAccess()
  const format = useFormat()
  const queryClient = useQueryClient()
  const test = useMutation({
    mutationFn: send,
    onSettled: () => queryClient.invalidateQueries({ queryKey: staleKey }),
  })
  const outcome = test.data
  return (
    <DrawerSection
      title={words('test')}
      end={
        <Button
          size="s"
          icon="send"
          isBusy={test.isPending}
          disabledReason={access.reason('channel:manage')}
          onClick={() => test.mutate()}
        >
          {words('sendTest')}
        </Button>
      }
    >
      {test.error && <ProblemStrip error={test.error} />}
      {outcome ? (
        <div className="grid gap-2" role="status">
          <StatePill
            state={outcome.isAccepted ? 'ok' : 'critical'}
            label={words(outcome.isAccepted ? 'accepted' : 'refused')}
            detail={format.duration(outcome.durationMs)}
          />
          {outcome.error && <p className="[overflow-wrap:anywhere]">{outcome.error}</p>}
          <h4 className="text-12 text-fg-3">{words('answer')}</h4>
          <CodeBlock wrap>{outcome.answer ?? words('noAnswer')}</CodeBlock>
          <h4 className="text-12 text-fg-3">{sentTitle}</h4>
          <CodeBlock wrap copy={outcome.sent}>
            {outcome.sent}
          </CodeBlock>
        </div>
      ) : (
        <p className="text-fg-3">{words('testHint')}</p>
      )}
    </DrawerSection>
  )
}
