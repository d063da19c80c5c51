import { expect, test } from 'vitest'
import { routeLabels } from '#lib/web/route-label.ts'

const manifest = {
  staticRoutes: [
    { page: '/', regex: '^/(?:/)?$' },
    { page: '/api/v1/clusters', regex: '^/api/v1/clusters(?:/)?$' },
  ],
  dynamicRoutes: [
    { page: '/api/v1/clusters/[clusterId]', regex: '^/api/v1/clusters/([^/]+?)(?:/)?$' },
    { page: '/clusters/[clusterId]/topics/[topicName]', regex: '^/clusters/([^/]+?)/topics/([^/]+?)(?:/)?$' },
  ],
}

test.each([
  ['', '/', '/'],
  ['', '/api/v1/clusters', '/api/v1/clusters'],
  ['', '/api/v1/clusters/rmq-k3v7q2ab', '/api/v1/clusters/[clusterId]'],
  ['', '/clusters/c/topics/%25DLQ%25g', '/clusters/[clusterId]/topics/[topicName]'],
  ['', '/_next/static/chunks/a.js', '/_next'],
  ['', '/wp-login.php', 'other'],
  ['/apogee', '/apogee', '/'],
  ['/apogee', '/apogee/api/v1/clusters', '/api/v1/clusters'],
  ['/apogee', '/api/v1/clusters', 'other'],
  ['/apogee', '/apogeex/api/v1/clusters', 'other'],
])('with base path %j, %s is %s', (basePath, pathname, expected) => {
  expect(routeLabels(manifest, basePath)(pathname)).toBe(expected)
})
