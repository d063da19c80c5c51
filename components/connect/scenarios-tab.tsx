'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { ScenarioId } from '#lib/connect/schema.ts'
import { scenarioQuery } from './queries.ts'
import { ScenarioSteps } from './scenario-steps.tsx'
import { SnippetPanel } from './snippet-panel.tsx'
import { useSnippetUrl } from './use-snippet-url.ts'

/** One scenario from nothing to a proven message; each step's state is read from the cluster. */
export function ScenariosTab({ clusterId }: { clusterId: string }) {
  const t = useTranslations('connect')
  const [scenario, setScenario] = useQueryState(
    'scenario',
    parseAsStringLiteral(ScenarioId.options).withDefault('decoupling'),
  )
  const [choice, choose] = useSnippetUrl()
  // It watches at a rate of its own, until the message has arrived.
  const query = useQuery(scenarioQuery(clusterId, scenario, { topic: choice.topic, group: choice.group }))
  const watched = query.data
  return (
    <>
      <div className="overflow-x-auto border-b border-line-1 py-2">
        <Segmented
          label={t('scenarioLabel')}
          value={scenario}
          onValueChange={(next) => {
            // Topic, group and program belong to the scenario.
            choose({ topic: null, group: null, what: null })
            void setScenario(next, { history: 'push' })
          }}
          options={ScenarioId.options.map((value) => ({ value, label: t(`scenarios.${value}.name`) }))}
        />
      </div>
      <div className="grid grid-cols-1 gap-x-8 gap-y-6 lg:grid-cols-2">
        <div className="min-w-0">
          <QueryView query={query} what={t('readingScenario')}>
            {(data) => <ScenarioSteps clusterId={clusterId} scenario={data} onNames={choose} />}
          </QueryView>
        </div>
        <div className="min-w-0 pt-4">
          <h2 className="font-semibold">
            {t('snippet.title')} <span className="font-normal text-fg-3">{t('snippet.complete')}</span>
          </h2>
          {watched && (
            <SnippetPanel
              clusterId={clusterId}
              choice={{
                ...choice,
                what: choice.what ?? watched.send,
                topic: choice.topic ?? watched.topicName,
                group: choice.group ?? watched.groupName,
              }}
              onChange={choose}
            />
          )}
        </div>
      </div>
    </>
  )
}
