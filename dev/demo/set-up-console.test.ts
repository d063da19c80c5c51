import { expect, test } from 'vitest'
import { NewSavedView } from '#lib/saved-views/schema.ts'
import { topicSortFields } from '#lib/topics/schema.ts'
import { Scope } from '#lib/users/schema.ts'
import { sharedView, viewer } from './set-up-console.ts'

test('what the demo asks the console for is what its API takes', () => {
  const view = NewSavedView.parse({ ...sharedView, path: '/clusters/rmq-aaaaaaaa/topics' })
  const query = new URLSearchParams(view.query)
  expect(view.isShared).toBe(true)
  expect(topicSortFields).toContain(query.get('sort')?.slice(1))
  expect(Scope.parse({ clusters: { clusterIds: ['rmq-aaaaaaaa'] }, ...viewer.scope }).namespaces).toEqual(['demo'])
})
