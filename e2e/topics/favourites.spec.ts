import { expect, test } from '#e2e/fixtures.ts'

test.use({ ownAccount: {} })

test('U-21: a topic that is marked in its menu has a star, and stands alone in the list of favourites', async ({
  page,
  clusterPage,
  topicName,
}) => {
  const main = page.getByRole('main')
  const star = main.getByRole('img', { name: 'Favourite' })
  const choose = async (item: string) => {
    await main.getByRole('button', { name: `Actions for ${topicName}` }).click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }
  await page.goto(clusterPage(`/topics/${topicName}`))
  await choose('Add to favourites')
  await expect(star).toBeVisible()

  await page.goto(clusterPage('/topics?favourite=true'))
  const row = main.getByRole('row').filter({ has: page.locator(`a[href$="/topics/${topicName}"]`) })
  await expect(row.getByRole('img', { name: 'Favourite' })).toBeVisible()
  await expect(main.locator('a[href*="/topics/"][href$="demo_orders"]')).toHaveCount(0)
  await choose('Remove from favourites')
  await expect(row).toHaveCount(0)
})
