'use client'

import { useTranslations } from 'next-intl'
import { Section } from '#components/layout/section.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import type { TransactionPage } from '#lib/transactions/schema.ts'
import { HalfMessages } from './half-messages.tsx'

/** Half messages of a topic that nobody decided about, and those that were given up. */
export function TransactionsTab({ clusterId, topicName }: { clusterId: string; topicName: string }) {
  const t = useTranslations('transactions')
  return (
    <>
      <HalfMessages clusterId={clusterId} topicName={topicName} state="UNDECIDED">
        {(rules) => <CheckRules rules={rules} />}
      </HalfMessages>
      <HalfMessages clusterId={clusterId} topicName={topicName} state="GIVEN_UP" />
      <p className="mt-2 text-12 text-fg-3">{t('rolledBack')}</p>
    </>
  )
}

function CheckRules({ rules }: Pick<TransactionPage, 'rules'>) {
  const t = useTranslations('transactions.rules')
  const format = useFormat()
  const { timeoutMs, intervalMs, maxChecks } = rules
  return (
    <Section title={t('title')}>
      <KeyValuePanel
        items={[
          { label: t('first'), value: timeoutMs === null ? '?' : format.duration(timeoutMs) },
          { label: t('then'), value: intervalMs === null ? '?' : format.duration(intervalMs) },
          { label: t('most'), value: maxChecks === null ? '?' : t('times', { count: maxChecks }) },
        ]}
      />
    </Section>
  )
}
