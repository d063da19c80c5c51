import { readConsumerProgress } from '#dev/rocketmq/mqadmin-output.ts'
import { expect, expectAccessible, test } from '#e2e/fixtures.ts'

test.describe('a group of its own', () => {
  test('X-11 G-15 G-17 offsets are reset and brought back by keyboard alone, and mqadmin says the same', async ({
    page,
    clusterPage,
    topicName,
    uniqueName,
    mqadmin,
    api,
    demo,
  }) => {
    const groupName = uniqueName('e2e_reset')
    await mqadmin(`updateSubGroup -c DefaultCluster -g ${groupName}`)
    // mqadmin finds the brokers of a group by its retry topic.
    const retryTopic = `%RETRY%${groupName}`
    await mqadmin(`updateTopic -c DefaultCluster -t ${retryTopic} -r 1 -w 1`)
    await mqadmin(`sendMessage -t ${topicName} -p {} -b broker-a -i 0`)
    const path = `/api/v1/clusters/${demo.clusterId}/groups/${groupName}/offsets`
    const question = { scope: { topicNames: [topicName] }, target: { kind: 'LATEST' } }
    let previewId = ''
    await expect
      .poll(async () => {
        const { body } = await api('POST', `${path}/preview`, { body: question })
        previewId = body.previewId
        return body.queues?.map((queue: { targetOffset: string }) => Number(queue.targetOffset))
      })
      .toContain(1)
    expect((await api('POST', `${path}/reset`, { body: { previewId, reason: 'e2e' } })).status).toBe(200)
    const offset = async () =>
      readConsumerProgress(await mqadmin(`consumerProgress -g ${groupName}`)).queues.find(
        (queue) => queue.topicName === topicName && queue.brokerName === 'broker-a' && queue.queueId === 0,
      )?.consumerOffset
    await expect.poll(offset).toBe(1n)

    await page.goto(clusterPage(`/groups/${groupName}`))
    const open = page.getByRole('button', { name: 'Reset offsets' })
    await expect(open).not.toHaveAttribute('aria-disabled', 'true')
    await open.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: `Reset offsets of ${groupName}` })
    await dialog.getByRole('radio', { name: 'Latest' }).focus()
    await page.keyboard.press('ArrowDown')
    await expect(dialog.getByRole('radio', { name: 'Earliest' })).toBeChecked()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Show preview' }).focus()
    await page.keyboard.press('Enter')

    const table = dialog.getByRole('table', { name: 'Offsets now and after the reset' })
    await expect(table).toBeVisible()
    const apply = dialog.getByRole('button', { name: /^Reset \d+ queues$/ })
    await expect(apply).toHaveAttribute('aria-disabled', 'true')
    await expectAccessible(page)
    const typeName = async () => {
      await dialog.getByLabel(/^Type /).focus()
      await page.keyboard.type(groupName)
      await page.keyboard.press('Shift+Tab')
      await expect(dialog.getByLabel('Reason')).toBeFocused()
      await page.keyboard.type('e2e')
    }
    await typeName()
    await apply.focus()
    await page.keyboard.press('Enter')
    await expect(dialog.getByText(/\d+ Applied/)).toBeVisible()
    await expectAccessible(page)
    await expect.poll(offset).toBe(0n)

    const undo = dialog.getByRole('button', { name: 'Undo…' })
    await undo.focus()
    await page.keyboard.press('Enter')
    await expect(table).toBeVisible()
    // What was typed for the reset is no consent to its undo.
    await expect(apply).toHaveAttribute('aria-disabled', 'true')
    await typeName()
    await apply.focus()
    await page.keyboard.press('Enter')
    await expect(dialog.getByText(/\d+ Applied/)).toBeVisible()
    await expect.poll(offset).toBe(1n)

    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await page.goto(clusterPage(`/groups/${groupName}?tab=offsets`))
    await expect(page.getByRole('row').filter({ hasText: 'before a reset' })).toHaveCount(2)
    await expect(page.getByRole('row').filter({ hasText: 'kept offsets' })).toHaveCount(1)
    await expectAccessible(page)
    await mqadmin(`deleteSubGroup -c DefaultCluster -g ${groupName}`)
    await mqadmin(`deleteTopic -c DefaultCluster -t ${retryTopic}`)
  })
})

test.describe('a viewer', () => {
  test.use({ role: 'viewer' })

  test('G-30 is told which right is missing', async ({ page, clusterPage }) => {
    await page.goto(clusterPage('/groups/demo_search'))
    const open = page.getByRole('button', { name: 'Reset offsets' })
    await expect(open).toHaveAttribute('aria-disabled', 'true')
    await expect(open).toHaveAccessibleDescription(/offset:reset/)
  })
})
