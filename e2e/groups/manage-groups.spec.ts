import { expect, expectAccessible, test } from '#e2e/fixtures.ts'

test('G-1 G-2 G-11 G-21 a group is created, edited, switched off and deleted on screen, and mqadmin sees each', async ({
  page,
  clusterPage,
  uniqueName,
  mqadmin,
}) => {
  const groupName = uniqueName('e2e_group')
  const config = () => mqadmin(`getConsumerConfig -g ${groupName}`)
  const menu = async (item: string) => {
    await page.getByRole('button', { name: `Actions for ${groupName}` }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }

  // By keyboard alone.
  await page.goto(clusterPage('/groups'))
  const open = page.getByRole('button', { name: 'Create group' })
  await open.focus()
  await page.keyboard.press('Enter')
  const create = page.getByRole('dialog', { name: 'Create group' })
  await expect(create.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type(groupName)
  await expect(create.getByText('Free: no group of this cluster is called so')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(create.getByText(`${groupName}: created on 2 of 2 brokers`)).toBeVisible()
  await expect(create.getByText(`new DefaultMQPushConsumer("${groupName}")`)).toBeVisible()
  expect((await config()).match(/retryMaxTimes += {2}16/g)).toHaveLength(2)
  await create.getByRole('link', { name: 'Open group' }).click()
  await expect(page.getByRole('heading', { level: 1, name: groupName })).toBeVisible()

  await menu('Edit')
  const edit = page.getByRole('dialog', { name: `Edit ${groupName}` })
  await edit.getByLabel('Max retries').fill('7')
  await edit.getByLabel('Owner').fill('team-pay')
  await expectAccessible(page)
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(edit).toHaveCount(0)
  expect((await config()).match(/retryMaxTimes += {2}7/g)).toHaveLength(2)

  await menu('Labels')
  const labels = page.getByRole('dialog', { name: `Labels of ${groupName}` })
  await labels.getByRole('textbox').fill('team=pay')
  await page.keyboard.press('Enter')
  await expectAccessible(page)
  await labels.getByRole('button', { name: 'Save labels' }).click()
  await expect(labels).toHaveCount(0)
  await expect(page.getByText('team:pay').first()).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Changes', exact: true })).toBeVisible()

  await menu('Switch consumption off')
  const off = page.getByRole('dialog', { name: `Switch consumption of ${groupName} off` })
  await expect(off.getByText('Its lag grows until somebody switches it on again.')).toBeVisible()
  await expectAccessible(page)
  await off.getByRole('button', { name: 'Switch off' }).click()
  await expect(off).toHaveCount(0)
  await expect(page.getByText(/^off since .+, by /)).toBeVisible()
  expect((await config()).match(/consumeEnable += {2}false/g)).toHaveLength(2)

  await menu('Protect from deletion')
  await expect(page.getByText(`${groupName} is protected from deletion`)).toBeVisible()
  await page.getByRole('button', { name: `Actions for ${groupName}` }).click()
  await expect(page.getByRole('menuitem', { name: /^Delete/ })).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('menuitem', { name: 'Unprotect' }).click()
  await expect(page.getByText(`${groupName} is no longer protected`)).toBeVisible()

  await menu('Delete')
  const remove = page.getByRole('dialog', { name: `Delete ${groupName}` })
  await expect(remove.getByText(/Read live at/)).toBeVisible()
  await expectAccessible(page)
  const apply = remove.getByRole('button', { name: 'Delete group' })
  await expect(apply).toHaveAttribute('aria-disabled', 'true')
  await remove.getByLabel(/to confirm/).fill(groupName)
  await apply.click()
  await expect(remove.getByText(`${groupName} is deleted`)).toBeVisible()
  await remove.getByRole('button', { name: 'Close' }).last().click()
  await expect(page).toHaveURL(/\/groups$/)
  expect(await config()).not.toContain(groupName)
})

test('G-1 a name that is taken or that RocketMQ refuses cannot be sent, and the rule is said', async ({
  page,
  clusterPage,
}) => {
  await page.goto(clusterPage('/groups?create=1'))
  const dialog = page.getByRole('dialog', { name: 'Create group' })
  const name = dialog.getByLabel('Name', { exact: true })
  const submit = dialog.getByRole('button', { name: 'Create group' })
  await name.fill('a b')
  await expect(submit).toHaveAttribute('aria-disabled', 'true')
  await name.fill('demo_billing')
  await expect(dialog.getByText('demo_billing exists already.').first()).toBeVisible()
  await expect(submit).toHaveAttribute('aria-disabled', 'true')
})
