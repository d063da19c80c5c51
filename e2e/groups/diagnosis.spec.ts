import { readFileSync } from 'node:fs'
import { collectPageErrors, expect, expectAccessible, test } from '#e2e/fixtures.ts'

test('G-25: a group is diagnosed, the cause stands first, two records are compared and one is exported', async ({
  page,
  api,
  demo,
  clusterPage,
  uniqueName,
}) => {
  const errors = collectPageErrors(page)
  const groupName = uniqueName('e2e_diagnosed')
  const group = `/api/v1/clusters/${demo.clusterId}/groups/${groupName}`
  await api('POST', `/api/v1/clusters/${demo.clusterId}/groups`, {
    body: { groupName, consumeEnable: false, deletionProtection: false },
  })
  try {
    await page.goto(clusterPage(`/groups/${groupName}`))
    await page.getByRole('tab', { name: 'Diagnosis' }).click()
    await expect(page.getByText('No diagnosis of this group yet')).toBeVisible()
    const panel = page.getByRole('tabpanel')
    const run = panel.getByRole('button', { name: 'Diagnose', exact: true })
    await run.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: /^Diagnosis of / })).toBeVisible()
    const first = panel.getByRole('listitem').filter({ hasText: 'Consumption of the group is switched off' })
    await expect(first).toBeVisible()
    await expect(panel.getByRole('listitem').first()).toContainText('switched off')
    await expect(first.getByText('consumeEnable').first()).toBeVisible()
    await expectAccessible(page)

    // The record is what it was, though the group is not.
    await api('PUT', `${group}/consume`, { body: { enabled: true } })
    await page.reload()
    await expect(first).toBeVisible()

    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export JSON' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toContain(groupName)
    const exported = JSON.parse(readFileSync(await download.path(), 'utf8'))
    const { body } = await api('GET', `${group}/diagnoses/${exported.diagnosisId}`)
    expect(exported).toEqual(body)
    expect(body.firstCause.cause).toBe('CONSUMPTION_OFF')

    await page.getByRole('button', { name: 'Diagnose again' }).click()
    await expect(page).not.toHaveURL(new RegExp(exported.diagnosisId))
    await expect(first).toHaveCount(0)
    await page.getByLabel('Compare with').click()
    await page.getByRole('option').nth(1).click()
    const table = page.getByRole('table', { name: /^Compared with/ })
    const row = table.getByRole('row').filter({ hasText: 'Consume switch' })
    await expect(row).toContainText('Consumption of the group is switched off')
    await expect(row).toContainText('Consumption is switched on everywhere')
    await expectAccessible(page)

    await page.getByRole('button', { name: 'All diagnoses' }).click()
    await expect(page.getByRole('grid', { name: 'Past diagnoses' }).locator('tr[data-row-id]')).toHaveCount(2)
    expect(errors).toEqual([])
  } finally {
    await api('DELETE', `${group}?confirm=${groupName}&force=true`)
  }
})

test('G-29: consumption of one topic is switched on again on screen, and the list of topics shows it', async ({
  page,
  api,
  demo,
  clusterPage,
  uniqueName,
}) => {
  const groupName = uniqueName('e2e_topic_off')
  const group = `/api/v1/clusters/${demo.clusterId}/groups/${groupName}`
  await api('POST', `/api/v1/clusters/${demo.clusterId}/groups`, { body: { groupName, deletionProtection: false } })
  try {
    for (const topic of ['demo_orders', 'demo_peak']) {
      const { body } = await api('PUT', `${group}/consume`, { body: { enabled: false, topic } })
      expect(body.done, JSON.stringify(body)).toHaveLength(2)
    }
    await page.goto(clusterPage(`/groups/${groupName}`))
    const row = page.getByRole('row').filter({ hasText: 'demo_orders' })
    await expect(row.getByText('off', { exact: true })).toBeVisible()
    await row.getByRole('button', { name: 'Resume… demo_orders' }).click()
    const dialog = page.getByRole('dialog', { name: `Let ${groupName} consume demo_orders again` })
    await expect(dialog.getByText(/^demo_peak stay off/)).toBeVisible()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Switch on' }).click()
    await expect(dialog).toHaveCount(0)
    await expect(row).toHaveCount(0)
    const { body } = await api('GET', group)
    expect(body.topicsOff.map(({ topicName }: { topicName: string }) => topicName)).toEqual(['demo_peak'])
  } finally {
    await api('DELETE', `${group}?confirm=${groupName}&force=true`)
  }
})
