import { z } from 'zod'
import { endpoint } from '#lib/api/endpoint.ts'
import { About } from './schema.ts'

export const getAboutEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/about',
  tag: 'API',
  summary: 'What runs here, and whether all of it runs',
  description:
    'Version, licences, database, workers with their leases, clocks, migrations, and the environment in force.',
  response: About,
  permission: 'about:read',
})

export const getSupportBundleEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/about/support-bundle',
  tag: 'API',
  summary: 'A file for whoever helps: what runs here, and what fails',
  description:
    'JSON. Counts, sizes, versions, states and codes of errors; no secret, no address, no name of a host, cluster, topic, group or user.',
  response: z.string(),
  responseTypes: ['application/json'],
  permission: 'about:read',
  audit: { action: 'about.support-bundle', target: () => ({ kind: 'about', name: 'support bundle' }) },
})
