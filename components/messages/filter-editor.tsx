'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { Button } from '#components/ui/button.tsx'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { QueueSelector, queryLimits } from '#lib/messages/schema.ts'
import {
  type Condition,
  conditionSubjects,
  isNamed,
  isWhole,
  needsNumber,
  readConditions,
  testsOf,
  toExpression,
  writeConditions,
} from './filter-conditions.ts'
import { FilterTestResult } from './filter-test-result.tsx'
import { askFilterTest } from './queries.ts'
import type { SearchState } from './search-state.ts'

interface FilterEditorProps {
  clusterId: string
  search: SearchState
  /** null: queues have no meaning in this way to search. */
  queues: readonly string[] | null
  onApply: (patch: Partial<SearchState>) => void
}

const emptyCondition: Condition = { subject: 'json', name: '', test: 'equals', value: '' }

/** Tag, queues, conditions and an expression; what they find can be tried before. */
export function FilterEditor({ clusterId, search, queues: queuesNow, onApply }: FilterEditorProps) {
  const t = useTranslations('messages.filters')
  const [tag, setTag] = useState(search.tag ?? '')
  const [queues, setQueues] = useState<readonly string[]>(queuesNow ?? [])
  const [conditions, setConditions] = useState<readonly Condition[]>(readConditions(search.where))
  const [expression, setExpression] = useState(search.filter ?? '')
  const test = useMutation({
    mutationFn: (filter: string) => askFilterTest(clusterId, { topic: search.topic ?? '', filter }),
  })
  const errorOf = useFieldErrors(test.error)
  const whole = conditions.filter(isWhole)
  const filter = toExpression(whole, expression.trim() || null)
  const wrong = errorOf('body.filter') ?? errorOf('query.filter')
  const apply = () =>
    onApply({
      tag: tag.trim() || null,
      where: writeConditions(whole),
      filter: expression.trim() || null,
      ...(queuesNow && { queues: queues.join(',') || null }),
    })
  const change = (index: number, patch: Partial<Condition>) =>
    setConditions(
      conditions.map((condition, at) => {
        if (at !== index) return condition
        const next = { ...condition, ...patch }
        const [first = 'equals'] = testsOf[next.subject]
        return testsOf[next.subject].includes(next.test) ? next : { ...next, test: first }
      }),
    )
  return (
    <div className="grid gap-3 p-3">
      <TextField
        label={t('tag')}
        hint={t('tagHint')}
        value={tag}
        onValueChange={setTag}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          apply()
        }}
        autoFocus
      />
      {queuesNow && (
        <ChipsField
          label={t('queues')}
          hint={t('queuesHint')}
          values={queues}
          onValuesChange={setQueues}
          validate={(text) => (QueueSelector.safeParse(text).success ? null : t('queueForm'))}
        />
      )}
      <fieldset className="grid gap-2">
        <legend className="mb-1 text-12 text-fg-2">{t('conditions')}</legend>
        {conditions.map((condition, index) => (
          <ConditionRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a condition is what stands at its place
            key={index}
            condition={condition}
            onChange={(patch) => change(index, patch)}
            onRemove={() => setConditions(conditions.filter((_, at) => at !== index))}
          />
        ))}
        <div>
          <Button size="s" variant="ghost" icon="plus" onClick={() => setConditions([...conditions, emptyCondition])}>
            {t('addCondition')}
          </Button>
        </div>
      </fieldset>
      <TextArea
        label={t('expression')}
        hint={t('expressionHint')}
        value={expression}
        onValueChange={setExpression}
        maxLength={queryLimits.filterCharacters}
        rows={3}
        isMono
        placeholder={'json.amount > 100 && props.region == "eu"'}
        {...(wrong && { error: wrong })}
      />
      {filter && whole.length > 0 && (
        <p className="font-mono text-12 break-words text-fg-3" data-testid="filter-cel">
          {filter}
        </p>
      )}
      {!wrong && <ProblemStrip error={test.error} />}
      {test.data && test.variables === filter && <FilterTestResult result={test.data} />}
      <div className="flex justify-end gap-2">
        <Button
          size="s"
          variant="ghost"
          isBusy={test.isPending}
          {...(!search.topic
            ? { disabledReason: t('testNeedsTopic') }
            : !filter && { disabledReason: t('testNeedsFilter') })}
          onClick={() => filter && test.mutate(filter)}
        >
          {t('test')}
        </Button>
        <Button size="s" variant="primary" onClick={apply}>
          {t('apply')}
        </Button>
      </div>
    </div>
  )
}

interface ConditionRowProps {
  condition: Condition
  onChange: (patch: Partial<Condition>) => void
  onRemove: () => void
}

function ConditionRow({ condition, onChange, onRemove }: ConditionRowProps) {
  const t = useTranslations('messages.filters')
  const { subject, name, test, value } = condition
  const isWrongNumber = value !== '' && needsNumber(condition) && !isWhole({ ...condition, name: 'x' })
  return (
    <div className="flex flex-wrap items-end gap-2">
      <Select
        label={t('subject')}
        className="w-32"
        size="s"
        value={subject}
        options={conditionSubjects.map((each) => ({ value: each, label: t(`subjects.${each}`) }))}
        onValueChange={(next) => onChange({ subject: next })}
      />
      {isNamed(subject) && (
        <TextField
          label={subject === 'json' ? t('path') : t('name')}
          className="w-32"
          size="s"
          placeholder={subject === 'json' ? 'order.amount' : 'region'}
          value={name}
          onValueChange={(next) => onChange({ name: next })}
          isMono
        />
      )}
      <Select
        label={t('claim')}
        className="w-28"
        size="s"
        value={test}
        options={testsOf[subject].map((each) => ({ value: each, label: t(`tests.${each}`) }))}
        onValueChange={(next) => onChange({ test: next })}
      />
      {test !== 'exists' && (
        <TextField
          label={t('value')}
          className="min-w-24 flex-1"
          size="s"
          value={value}
          onValueChange={(next) => onChange({ value: next })}
          {...(isWrongNumber && { error: t('number') })}
        />
      )}
      <IconButton icon="x" label={t('removeCondition')} size="s" onClick={onRemove} />
    </div>
  )
}
