import { collectPageErrors, expect, test } from '#e2e/fixtures.ts'
import { eventually, minutes } from './eventually.ts'
import { named, untilOff, withFault } from './switch-fault.ts'

/** Of 5 a second one in 20 is undecided for half a minute to a minute, and one in ten minutes for good. */
const FEW = 60

interface Half {
  uniqKey: string
  keys: string[]
  bornTimestamp: string
  checks: number
}
interface Alarm {
  ruleName: string
  firedAt: string
}

/** Number of the payment, by which the demo's producer decides. */
const numberOf = ({ keys }: Half) => Number(keys[0]?.replace('PAY-', ''))

test('S-5 S-10: while the producer is silent half messages pile up and an alarm says so; what is given up and what is rolled back', async ({
  api,
  demo,
  page,
  clusterPage,
}) => {
  const cluster = `/api/v1/clusters/${demo.clusterId}`
  /** Of the last minute that was sampled; NaN while none was. */
  const halfMessages = async () => {
    const [from, to] = [new Date(Date.now() - 5 * 60_000), new Date()]
    const { body } = await api('POST', `${cluster}/metrics/query`, {
      body: { metric: 'halfMessages', scope: 'cluster', from, to },
    })
    const points = body.series[0].points as [string, string | null][]
    return Number(points.findLast(([, value]) => value !== null)?.[1] ?? Number.NaN)
  }
  const list = async (state: 'UNDECIDED' | 'GIVEN_UP'): Promise<Half[]> => {
    const items: Half[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const from = cursor && `&cursor=${encodeURIComponent(cursor)}`
      const { body } = await api(
        'GET',
        `${cluster}/transactions?topic=demo_payment&state=${state}&pageSize=1000${from}`,
      )
      items.push(...body.items)
      cursor = body.cursor
    }
    return items
  }
  const idsOf = async (state: 'UNDECIDED' | 'GIVEN_UP') => (await list(state)).map(({ uniqKey }) => uniqKey)
  await untilOff('block-checks')
  await eventually(halfMessages, minutes(10)).toBeLessThan(FEW)

  const { rolledBack, committed } = await withFault('block-checks', async (since) => {
    await eventually(halfMessages, named).toBeGreaterThan(4 * FEW)
    const alarm = async () => {
      const { body } = await api('GET', `/api/v1/alarms/active?clusterId=${demo.clusterId}&state=FIRING&pageSize=200`)
      return (body.items as Alarm[]).find(({ ruleName }) => ruleName === 'Half messages pile up')
    }
    await eventually(alarm, named).toMatchObject({ state: 'FIRING' })
    const { firedAt } = (await alarm()) ?? { firedAt: '' }
    expect(Date.parse(firedAt) - since.getTime()).toBeGreaterThan(0)
    expect(Date.parse(firedAt) - since.getTime()).toBeLessThan(named.timeout)
    await page.goto(clusterPage('/alarms'))
    await expect(page.getByRole('row').filter({ hasText: 'Half messages pile up' }).first()).toBeVisible()

    // The first of them is checked as often as the broker does: 15 times, every 30 s.
    const lost = (await list('UNDECIDED')).find(
      (half) => new Date(half.bornTimestamp) > since && numberOf(half) % 20 !== 1,
    )
    expect(lost, 'a half message of the silent producer').not.toBeUndefined()
    await eventually(() => idsOf('GIVEN_UP'), minutes(12)).toContain(lost?.uniqKey)
    // Of the newest, who would be rolled back and who committed, had the producer been there.
    const newest = (await list('UNDECIDED')).filter(({ checks }) => checks <= 3)
    const one = (kinds: number[]) => newest.findLast((half) => kinds.includes(numberOf(half) % 20))
    const chosen = { rolledBack: one([17, 18, 19]), committed: one([2]) }
    expect(Object.values(chosen)).not.toContain(undefined)
    return chosen
  })
  await untilOff('block-checks')
  await eventually(halfMessages, minutes(10)).toBeLessThan(FEW)

  const errors = collectPageErrors(page)
  await page.goto(clusterPage('/topics/demo_payment?tab=transactions'))
  const givenUp = page.getByRole('table', { name: 'Given up' })
  await expect(givenUp.getByRole('row').filter({ hasText: 'PAY-' }).first()).toContainText('15 of 15')

  // Both are decided now. Of one that is rolled back there is no trace, which is no error.
  expect(await idsOf('UNDECIDED')).not.toContain(rolledBack?.uniqKey)
  const byId = async (half: Half | undefined) =>
    (await api('GET', `${cluster}/messages?topic=demo_payment&mode=id&id=${half?.uniqKey}`)).body
  await eventually(async () => (await byId(committed)).items, minutes(1)).toMatchObject([
    { uniqKey: committed?.uniqKey, topicName: 'demo_payment' },
  ])
  expect(await byId(rolledBack)).toMatchObject({ items: [], coverage: { reason: 'NO_MESSAGE' } })
  await page.goto(clusterPage(`/messages?topic=demo_payment&mode=id&id=${rolledBack?.uniqKey}`))
  await expect(page.getByText(/It was rolled back or never sent/)).toBeVisible()
  expect(errors).toEqual([])
})
