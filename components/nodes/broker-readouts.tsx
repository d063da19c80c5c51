'use client'

import { useTranslations } from 'next-intl'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Readouts } from '#components/layout/readouts.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import type { Measured } from '#lib/api/endpoint.ts'
import type { Broker } from '#lib/nodes/schema.ts'
import { AveragedRate } from './averaged-rate.tsx'
import { DISK_LIMITS, limitTone, WAIT_LIMITS_MS } from './node-state.ts'
import { SendWait } from './send-wait.tsx'

const tones = { warning: 'text-warning', critical: 'text-critical' }

/** The six numbers that say how a broker is. */
export function BrokerReadouts({ broker }: { broker: Broker }) {
  const t = useTranslations('nodes')
  const format = useFormat()
  const isSlave = broker.role === 'SLAVE'
  const amount = ({ value }: Measured<bigint>) => (value === null ? '?' : format.compact(value))
  const days = (today: Measured<bigint>, yesterday: Measured<bigint>) =>
    t('readouts.today', { today: amount(today), yesterday: amount(yesterday) })
  const disk = limitTone(broker.diskUsedRatio.value, DISK_LIMITS)
  const lock = limitTone(broker.pageCacheLockMs.value, WAIT_LIMITS_MS)
  const send = broker.pools.find(({ name }) => name === 'send')
  return (
    <Readouts
      items={[
        {
          label: t('in'),
          value: (
            <AveragedRate
              measured={broker.inTps}
              minute={broker.inTps1m}
              tenMinutes={broker.inTps10m}
              isSlave={isSlave}
            />
          ),
          unit: t('perSecond'),
          context: days(broker.putToday, broker.putYesterday),
        },
        {
          label: t('out'),
          value: (
            <AveragedRate
              measured={broker.outTps}
              minute={broker.outTps1m}
              tenMinutes={broker.outTps10m}
              isSlave={isSlave}
            />
          ),
          unit: t('perSecond'),
          context: days(broker.getToday, broker.getYesterday),
        },
        {
          label: t('disk'),
          value: (
            <span className={disk && tones[disk]}>
              <MeasuredValue measured={broker.diskUsedRatio} format={format.percent} />
            </span>
          ),
          context:
            broker.diskFreeBytes.value !== null &&
            t('readouts.free', { free: `~${format.bytes(broker.diskFreeBytes.value)}` }),
        },
        {
          label: t('sendWait'),
          value: <SendWait broker={broker} />,
          context:
            send &&
            t('readouts.queue', {
              size: format.number(send.size),
              capacity: send.capacity === null ? '?' : format.number(send.capacity),
            }),
        },
        {
          label: t('pageCacheLock'),
          value: (
            <span className={lock && tones[lock]}>
              <MeasuredValue measured={broker.pageCacheLockMs} format={format.duration} />
            </span>
          ),
          context: t('readouts.lock'),
        },
        {
          label: t('haGap'),
          value: <MeasuredValue measured={broker.haGapBytes} format={format.bytes} />,
          context: broker.haInSync.value === null ? undefined : broker.haInSync.value ? t('inSync') : t('notInSync'),
        },
        {
          label: t('oldestMessage'),
          value: <MeasuredValue measured={broker.oldestMessageAt} format={(at) => <Age at={at} />} />,
        },
      ]}
    />
  )
}
