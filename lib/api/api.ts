import { z } from 'zod'
import { endpoint } from '#lib/api/endpoint.ts'

export const getOpenapiEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/openapi.json',
  tag: 'API',
  summary: 'This document',
  response: z.looseObject({ openapi: z.string() }),
  permission: 'signed-in',
})

export const getDocsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/docs',
  tag: 'API',
  summary: 'This document as a page',
  response: z.string(),
  responseTypes: ['text/html'],
  permission: 'signed-in',
})
