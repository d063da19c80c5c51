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
