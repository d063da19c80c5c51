'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Section } from '#components/layout/section.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { Button } from '#components/ui/button.tsx'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { call } from '#lib/api/call.ts'
import { testMaskingRulesEndpoint } from '#lib/masking/api.ts'
import type { MaskingSample, MaskingTest, NewMaskingRule } from '#lib/masking/schema.ts'
import { MaskNotes } from './mask-notes.tsx'

const example: MaskingSample = {
  topicName: '',
  body: '{\n  "order": "o-1842",\n  "customer": { "email": "jane@example.org", "phone": "+49 170 1234567" },\n  "card": "4111 1111 1111 1111"\n}',
  keys: ['o-1842'],
  tags: null,
  properties: {},
}

/** A sample as all enabled rules for its topic leave it. */
export function SampleTester() {
  const t = useTranslations('masking')
  return (
    <Section title={t('tester')}>
      <p className="pb-2 text-fg-3">{t('testerText')}</p>
      <SampleFields rule="all" />
    </Section>
  )
}

interface SampleFieldsProps {
  /** One rule as it stands in a form; all that are saved; or none, for it cannot be used yet. */
  rule: NewMaskingRule | 'all' | null
  whyNot?: string | undefined
}

/** A sample, and beside it what somebody without the right to unmask would see. */
export function SampleFields({ rule, whyNot }: SampleFieldsProps) {
  const t = useTranslations('masking')
  const [sample, setSample] = useState(example)
  const change = (patch: Partial<MaskingSample>) => setSample((present) => ({ ...present, ...patch }))
  const test = useMutation({
    mutationFn: () =>
      call(testMaskingRulesEndpoint, { body: { sample, ...(rule !== 'all' && rule !== null && { rule }) } }),
  })
  const isWide = rule === 'all'
  return (
    <div className={isWide ? 'grid grid-cols-1 gap-6 md:grid-cols-2' : 'grid content-start gap-3'}>
      <div className="grid content-start gap-3">
        {isWide && (
          <TextField
            label={t('sampleTopic')}
            isMono
            value={sample.topicName}
            onValueChange={(topicName) => change({ topicName })}
          />
        )}
        <TextArea
          label={t('sampleBody')}
          isMono
          rows={isWide ? 8 : 7}
          value={sample.body}
          onValueChange={(body) => change({ body })}
        />
        <div className="grid grid-cols-1 items-start gap-3 md:grid-cols-2">
          <ChipsField label={t('sampleKeys')} isMono values={sample.keys} onValuesChange={(keys) => change({ keys })} />
          <TextField
            label={t('sampleTag')}
            isMono
            value={sample.tags ?? ''}
            onValueChange={(tags) => change({ tags: tags || null })}
          />
        </div>
        <ChipsField
          label={t('sampleProperties')}
          isMono
          placeholder="holder=Jane"
          validate={(text) => (/^[^=\s]+=.+$/.test(text) ? null : t('labelForm'))}
          values={Object.entries(sample.properties).map(([name, value]) => `${name}=${value}`)}
          onValuesChange={(texts) => change({ properties: toProperties(texts) })}
        />
        <Button
          icon="eye"
          className="justify-self-start"
          disabledReason={rule === null ? whyNot : undefined}
          isBusy={test.isPending}
          onClick={() => test.mutate()}
        >
          {t('try')}
        </Button>
      </div>
      <div className="grid content-start gap-3" aria-live="polite">
        {test.error && <ProblemStrip error={test.error} />}
        {test.data && <Result result={test.data} />}
      </div>
    </div>
  )
}

function Result({ result: { body, keys, tags, properties, notes } }: { result: MaskingTest }) {
  const t = useTranslations('masking')
  const isWithheld = notes.some(({ withheld }) => withheld !== undefined)
  return (
    <div className="grid gap-2">
      <h3 className="font-semibold">{t('result')}</h3>
      {notes.length === 0 ? <p className="text-fg-3">{t('nothingMasked')}</p> : <MaskNotes notes={notes} />}
      {!isWithheld && body !== '' && (
        <CodeBlock wrap label={t('result')}>
          {body}
        </CodeBlock>
      )}
      <KeyValuePanel
        items={[
          ...(keys.length > 0 ? [{ label: t('targets.KEYS'), value: keys.join(' '), isMono: true }] : []),
          ...(tags !== null ? [{ label: t('targets.TAG'), value: tags, isMono: true }] : []),
          ...Object.entries(properties).map(([label, value]) => ({ label, value, isMono: true })),
        ]}
      />
    </div>
  )
}

const toProperties = (texts: readonly string[]): Record<string, string> =>
  Object.fromEntries(texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]))
