import { expect, test } from 'vitest'
import { exportUrlOf } from './export-url.ts'

test('X-24: an export asks for the filter and the order, not for the page', () => {
  expect(exportUrlOf('/api/v1/clusters/rmq-aaaaaaaa/topics?page=3&pageSize=50&sort=-inTps&q=a%2Bb', 'csv', 'UTC')).toBe(
    '/api/v1/clusters/rmq-aaaaaaaa/topics?sort=-inTps&q=a%2Bb&format=csv&timeZone=UTC',
  )
  expect(exportUrlOf('/api/v1/clusters', 'ndjson', 'UTC')).toBe('/api/v1/clusters?format=ndjson')
})
