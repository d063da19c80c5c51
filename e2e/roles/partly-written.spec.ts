import { pauseProcess } from '#dev/rocketmq/processes.ts'
import { expect, test } from '#e2e/fixtures.ts'

test('R-7 a role that a paused broker does not get is partly written there, and a retry writes to it alone', async ({
  page,
  demo,
  clusterPage,
  uniqueName,
  mqadmin,
}) => {
  const pid = demo.pids['broker-b']
  if (!pid) throw new Error('demo.json names no broker-b')
  const roleName = uniqueName('e2e_partly')
  await page.goto(clusterPage('/roles?create=1'))
  const create = page.getByRole('dialog', { name: 'Create role' })
  await create.getByLabel('Name', { exact: true }).fill(roleName)
  await create.getByRole('button', { name: 'Show difference' }).click()
  await expect(create.getByText('broker-a, broker-a (slave 1), broker-b')).toBeVisible()
  try {
    await pauseProcess(pid)
    try {
      await create.getByRole('button', { name: 'Create role' }).click()
      await expect(create.getByText(new RegExp(`^${roleName}: partly written, \\d of \\d$`))).toBeVisible()
      await expect(create.getByRole('listitem').filter({ hasText: 'broker-b' })).toContainText(/Failed|Fate unknown/i)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    // What was sent without an answer is looked at before anybody sends it again.
    const check = create.getByRole('button', { name: /^Check/ })
    if (await check.isVisible()) await check.click()
    const retry = create.getByRole('button', { name: /^Retry/ })
    const done = create.getByText(new RegExp(`^${roleName}: written on (\\d) of \\1$`))
    await expect(retry.or(done)).toBeVisible()
    if (await retry.isVisible()) await retry.click()
    await expect(done).toBeVisible()
    expect(await mqadmin('listUser -c DefaultCluster')).toContain(roleName)
  } finally {
    await mqadmin(`deleteUser -c DefaultCluster -u ${roleName}`)
  }
})
