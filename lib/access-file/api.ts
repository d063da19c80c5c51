import { endpoint } from '#lib/api/endpoint.ts'
import { AccessFile } from './schema.ts'

export const getAccessFileEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/access-file',
  tag: 'Grants',
  summary: 'What became of the file of permission sets, grants and providers',
  description: 'The worker reads the file of APOGEE_ACCESS_FILE when it starts and when it changes.',
  response: AccessFile,
  permission: 'permission-set:manage',
})
