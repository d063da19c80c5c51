import { type Api, expect, expectAccessible, test } from '#e2e/fixtures.ts'

interface Rule {
  ruleId: string
  name: string
}

/** Holds of any topic from its first sample on: what it retains is 0 or more. */
const ruleOf = (name: string, clusterId: string, topicNames: readonly string[]) => ({
  name,
  clusters: { clusterIds: [clusterId] },
  level: 'topic',
  selector: { names: topicNames },
  conditions: [{ metric: 'retained', operator: 'ge', thresholds: { warning: 0 } }],
  forPeriods: 0,
})

async function createRule(api: Api, body: object): Promise<Rule> {
  const created = await api('POST', '/api/v1/alarms/rules', { body })
  expect(created.status, JSON.stringify(created.body)).toBe(201)
  return created.body.rule
}

/** The rule's alarm of a topic, once it fires. Samples come every 15 s, and a period has 60 s. */
async function firingOf(api: Api, { ruleId }: Rule): Promise<{ instanceId: string }> {
  let found: { instanceId: string } | undefined
  await expect(async () => {
    const { body } = await api('GET', `/api/v1/alarms/active?ruleId=${ruleId}&state=FIRING`)
    found = body.items[0]
    expect(found).toBeDefined()
  }).toPass({ intervals: [2_000] })
  return found as { instanceId: string }
}

test.describe('one alarm that fires', () => {
  let rule: Rule | null = null
  test.afterEach(async ({ api }) => {
    if (rule) await api('DELETE', `/api/v1/alarms/rules/${rule.ruleId}`)
    rule = null
  })

  test('A-10 A-17 X-11 by keyboard an alarm is acknowledged, taken back and silenced; its event stays in the history', async ({
    page,
    api,
    demo,
    clusterPage,
    pageUrl,
    topicName,
    uniqueName,
  }) => {
    rule = await createRule(api, ruleOf(uniqueName('Retains'), demo.clusterId, [topicName]))
    const { instanceId } = await firingOf(api, rule)
    await page.goto(clusterPage(`/alarms?rule=${rule.ruleId}`))
    const row = page.getByRole('row', { name: new RegExp(rule.name) }).last()
    await expect(row).toContainText('Warning')
    await expect(row).toContainText(topicName)

    await row.focus()
    await page.keyboard.press('a')
    await expect(page.getByText(`Acknowledged: ${rule.name} ${topicName}`)).toBeVisible()
    // A toast stays while the pointer is on it.
    const undo = page.getByRole('button', { name: 'Undo' })
    await undo.hover()
    await expect(row).toContainText('acknowledged')
    await undo.click()
    await expect(row.getByRole('button', { name: 'Acknowledge' })).toBeVisible()

    await row.focus()
    await page.keyboard.press('s')
    await expect(row).toContainText('Silenced')
    const { body: incident } = await api('GET', `/api/v1/alarms/instances/${instanceId}`)
    expect(incident.state).toBe('FIRING')

    // Enter opens it: what happened is there although nobody was told.
    await row.focus()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new RegExp(`/alarms/${instanceId}`))
    const timeline = page.getByRole('list', { name: 'What happened, newest first' })
    await expect(timeline).toContainText('Warning')
    await page.getByLabel('Note for the timeline').fill('looked at it')
    await page.getByRole('button', { name: 'Add note' }).click()
    await expect(timeline).toContainText('looked at it')
    await expectAccessible(page)

    // who hears of it, asked with what is known of it.
    await page.goto(pageUrl('/settings/channels?tab=route'))
    await page.getByRole('combobox', { name: 'Alarm that is open now' }).fill(rule.name)
    await page.getByRole('option', { name: new RegExp(rule.name) }).click()
    await expect(page.getByRole('textbox', { name: 'Object' })).toHaveValue(topicName)
    await page.getByRole('button', { name: 'Show the route' }).click()
    await expect(page.getByRole('list', { name: 'Policies' })).toContainText('Default')

    await page.goto(clusterPage('/alarms?tab=silences'))
    await expect(page.getByRole('row', { name: new RegExp(rule.name) })).toContainText(topicName)

    await page.goto(clusterPage(`/alarms?tab=history&rule=${rule.ruleId}`))
    await expect(page.getByRole('row', { name: new RegExp(topicName) })).toBeVisible()
    await expectAccessible(page)
  })

  test('A-14 a new limit keeps the incident; another selector closes it, and both are said before', async ({
    page,
    api,
    demo,
    clusterPage,
    topicName,
    uniqueName,
  }) => {
    rule = await createRule(api, ruleOf(uniqueName('Keeps'), demo.clusterId, [topicName]))
    const { instanceId } = await firingOf(api, rule)
    const editor = clusterPage(`/alarms/rules/${rule.ruleId}`)
    await page.goto(editor)
    await page.getByLabel('Limit for Critical').fill('1k')
    await expect(page.getByText('edited, not saved')).toBeVisible()
    await expect(page.getByText('1 running incident stays.')).toBeVisible()
    await page.getByRole('button', { name: 'Save rule' }).click()
    await expect(page).toHaveURL(/tab=rules/)
    expect((await api('GET', `/api/v1/alarms/instances/${instanceId}`)).body.state).toBe('FIRING')

    await page.goto(editor)
    await page.getByRole('button', { name: `Remove ${topicName}` }).click()
    await page.getByLabel('Names', { exact: true }).fill('demo_orders')
    await page.keyboard.press('Enter')
    await expect(page.getByText(/Saving closes 1 running incident/)).toContainText(topicName)
    await page.getByRole('button', { name: 'Save rule' }).click()
    await expect(page).toHaveURL(/tab=rules/)
    const { body: closed } = await api('GET', `/api/v1/alarms/instances/${instanceId}`)
    expect(closed.state).toBe('CLOSED')
    await page.goto(clusterPage(`/alarms/${instanceId}`))
    await expect(page.getByText(/Closed without being resolved/)).toBeVisible()
  })

  test('a phone shows alarms in one column, with acknowledge and silence at hand', async ({
    page,
    api,
    demo,
    pageUrl,
    topicName,
    uniqueName,
  }) => {
    rule = await createRule(api, ruleOf(uniqueName('Phone'), demo.clusterId, [topicName]))
    await firingOf(api, rule)
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(pageUrl(`/alarms?rule=${rule.ruleId}`))
    const card = page.getByRole('article', { name: new RegExp(rule.name) })
    await expect(card).toBeVisible()
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(390)
    const button = card.getByRole('button', { name: 'Acknowledge' })
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    await button.click()
    await expect(card.getByRole('button', { name: 'Take back' })).toBeVisible()
    await expectAccessible(page)
  })
})

test('the page of a group lists the rules that match it, and its incidents', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/groups/demo_billing?tab=alarms'))
  const rules = page.getByRole('grid', { name: 'Rules that match it' })
  // From the first sample on.
  await expect(async () => {
    await page.reload()
    await expect(rules.getByRole('link', { name: 'Group lag time', exact: true })).toBeVisible()
  }).toPass()
  await expect(page.getByRole('heading', { name: 'Incidents, open and past' })).toBeVisible()
})

test('A-20 a rule from a group row comes filled, and is saved with the second click', async ({
  page,
  api,
  demo,
  clusterPage,
}) => {
  await page.goto(clusterPage('/groups?q=demo_points'))
  await page
    .getByRole('row', { name: /demo_points/ })
    .getByRole('button', { name: /Actions/ })
    .click()
  await page.getByRole('menuitem', { name: 'Create alarm' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Lag time demo_points')
  await expect(page.getByText(/Matches 1 group now/)).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Limit for Warning' })).not.toHaveValue('')
  await page.getByRole('button', { name: 'Save rule' }).click()
  await expect(page).toHaveURL(/tab=rules/)
  const { body } = await api('GET', `/api/v1/alarms/rules?clusterId=${demo.clusterId}&q=Lag%20time%20demo_points`)
  expect(body.items).toHaveLength(1)
  const [rule] = body.items
  expect(rule).toMatchObject({ level: 'group', selector: { names: ['demo_points'] } })
  expect(rule.conditions[0].metric).toBe('lagTimeMs')
  await api('DELETE', `/api/v1/alarms/rules/${rule.ruleId}`)
})

test('a limit is moved along the chart by keyboard, and the field says so', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/alarms/rules/new?metric=inTps&scope=topic&object=demo_orders'))
  const field = page.getByRole('textbox', { name: 'Limit for Warning' })
  await field.fill('5')
  const slider = page.getByRole('slider', { name: 'Limit for Warning' })
  await slider.focus()
  await page.keyboard.press('PageUp')
  await expect(field).not.toHaveValue('5')
  await expect(page.getByText(/Would (not )?have fired/).last()).toBeVisible()
})

test.describe('as a viewer', () => {
  test.use({ role: 'viewer' })
  test('A-16 a viewer sees and filters the history, and may not change a rule', async ({
    page,
    api,
    demo,
    clusterPage,
  }) => {
    await page.goto(clusterPage('/alarms?tab=history'))
    await expect(page.getByRole('heading', { name: 'Alarms', level: 1 })).toBeVisible()
    await page.goto(clusterPage('/alarms?tab=history&state=FIRING,OK,NO_DATA'))
    await expect(page.getByRole('button', { name: /State/ }).first()).toBeVisible()
    await expect(page.getByRole('button', { name: 'Silence', exact: true })).toHaveAttribute('aria-disabled', 'true')
    const { body } = await api('GET', `/api/v1/alarms/rules?clusterId=${demo.clusterId}&pageSize=1`)
    await page.goto(clusterPage(`/alarms/rules/${body.items[0].ruleId}`))
    await expect(page.getByRole('button', { name: 'Save rule' })).toHaveAttribute('aria-disabled', 'true')
    await expect(page.getByText('Needs alarm:write in demo.').filter({ visible: true }).first()).toBeVisible()
  })
})
