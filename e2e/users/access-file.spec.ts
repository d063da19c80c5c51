import { writeFileSync } from 'node:fs'
import { expect, expectAccessible, test } from '#e2e/fixtures.ts'

test('U-22 the pages show what comes from a file, cannot change it, and say what stands against the rest', async ({
  page,
  api,
  pageUrl,
}) => {
  const { path } = (await api('GET', '/api/v1/access-file')).body
  expect(path, 'the demo is started with APOGEE_ACCESS_FILE').not.toBeNull()
  const scope = { clusters: 'all' }
  const content = {
    permissionSets: ['from-file', 'viewer'].map((name) => ({ name, permissions: ['topic:read'] })),
    grants: [{ subject: { user: 'nobody-yet' }, permissionSet: 'from-file', scope }],
    providers: [
      { providerId: 'from-file', name: 'From a file', config: { kind: 'HEADER', proxyCidrs: ['192.0.2.0/24'] } },
    ],
  }
  const isRead = async (isIt: (state: { findings: unknown[]; faults: unknown[] }) => boolean) =>
    expect.poll(async () => isIt((await api('GET', '/api/v1/access-file')).body)).toBe(true)

  writeFileSync(path, JSON.stringify(content))
  await isRead(({ findings }) => findings.length === 2)
  await page.goto(pageUrl('/settings/permission-sets'))
  const notes = page.getByRole('region', { name: 'File of permission sets, grants and providers' })
  await expect(notes).toContainText('1 entry here comes from')
  await expect(notes.getByText('permissionSets[1]')).toBeVisible()
  await expect(notes).toContainText('from-file for nobody-yet: there is no such user yet')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Copy, change or delete from-file' }).click()
  for (const name of [/^Change/, /^Delete/]) {
    const item = page.getByRole('menuitem', { name })
    await expect(item).toHaveAttribute('aria-disabled', 'true')
    await expect(item).toContainText('The file of APOGEE_ACCESS_FILE says this')
  }
  await page.goto(pageUrl('/settings/sign-in?open=from-file'))
  const drawer = page.getByRole('complementary', { name: 'From a file' })
  for (const name of ['Edit', 'Delete']) {
    await expect(drawer.getByRole('button', { name, exact: true })).toHaveAttribute('aria-disabled', 'true')
  }

  writeFileSync(path, '{ "grants": [ }')
  await isRead(({ faults }) => faults.length === 1)
  await page.goto(pageUrl('/settings/permission-sets'))
  await expect(notes).toContainText('Not JSON: line 1, column 15.')
  writeFileSync(path, '{}')
})
