import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Age } from '#components/layout/age.tsx'
import { PartialStrip } from '#components/layout/states/partial-strip.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import type { LikelyClients, RoleImpact } from '#lib/roles/write-schema.ts'

/** What a role may use, and who is likely to use it: groups with clients online and producers, by the names in its policies. */
export function RoleEffects({ impact: { effects, likely } }: { impact: RoleImpact }) {
  const t = useTranslations('roles.delete')
  const policies = effects.filter(({ kind }) => kind === 'policy')
  return (
    <>
      <section>
        <h3 className="mb-1 font-semibold">{t('mayUse')}</h3>
        {effects.some(({ kind }) => kind === 'super') ? (
          <p>{t('everything')}</p>
        ) : policies.length === 0 ? (
          <p className="text-fg-2">{t('nothing')}</p>
        ) : (
          <ul className="max-h-48 overflow-y-auto font-mono text-12 leading-5">
            {policies.map(({ detail }) => (
              <li key={detail} className="[overflow-wrap:anywhere]">
                {detail}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <h3 className="mb-1 font-semibold">{t('likely')}</h3>
        <p className="text-12 text-fg-3">{t('likelyHint')}</p>
        <LikelyGroups likely={likely} />
        <LikelyProducers likely={likely} />
      </section>
    </>
  )
}

function LikelyGroups({ likely: { groups, isAnyGroup } }: { likely: LikelyClients }) {
  const t = useTranslations('roles.delete')
  const format = useFormat()
  return (
    <>
      <h4 className="mt-3 text-12 font-medium text-fg-2">{t('groups')}</h4>
      {isAnyGroup && <p>{t('anyGroup')}</p>}
      {groups === null ? (
        <p className="text-fg-2">{t('groupsUnknown')}</p>
      ) : groups.length > 0 ? (
        <ul>
          {groups.map(({ groupName, online }) => (
            <Row key={groupName} name={groupName}>
              {online === null ? '?' : t('online', { count: online, shown: format.number(online) })}
            </Row>
          ))}
        </ul>
      ) : (
        !isAnyGroup && <p className="text-fg-2">{t('nobody')}</p>
      )}
    </>
  )
}

function LikelyProducers({ likely }: { likely: LikelyClients }) {
  const t = useTranslations('roles.delete')
  const { producers, topicsLookedAt, topicsInAll, partial, isAnyProducer } = likely
  const isComplete = topicsLookedAt === topicsInAll && !partial
  return (
    <>
      <h4 className="mt-3 text-12 font-medium text-fg-2">{t('producers')}</h4>
      {isAnyProducer && <p>{t('anyProducer')}</p>}
      {producers === null ? (
        <p className="text-fg-2">{t('producersUnknown')}</p>
      ) : (
        <>
          {topicsLookedAt < topicsInAll && (
            <p className="text-fg-2">{t('topicsLookedAt', { count: topicsLookedAt, all: topicsInAll })}</p>
          )}
          <PartialStrip partial={partial} effect={t('producersPartial')} />
          {producers.length > 0 ? (
            <ul>
              {producers.map(({ topicName, clientId, address, producerGroup, lastMessageAt }) => (
                <Row
                  key={`${topicName} ${clientId ?? address}`}
                  name={clientId ?? address}
                  under={producerGroup ? t('ofGroup', { topic: topicName, group: producerGroup }) : topicName}
                >
                  {t.rich('sentAgo', { age: () => <Age at={lastMessageAt} /> })}
                </Row>
              ))}
            </ul>
          ) : (
            !isAnyProducer && isComplete && <p className="text-fg-2">{t('noProducer')}</p>
          )}
        </>
      )}
    </>
  )
}

function Row({ name, under, children }: { name: string; under?: string; children: ReactNode }) {
  return (
    <li className="flex gap-3 border-b border-line-1 py-1">
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <span className="font-medium">{name}</span>
        {under && <span className="block text-12 text-fg-3">{under}</span>}
      </span>
      <span className="text-fg-2">{children}</span>
    </li>
  )
}
