import { handle } from '#lib/api/handle.ts'
import { endSimulationEndpoint, startSimulationEndpoint } from '#lib/users/session-api.ts'
import { endSimulation, startSimulation } from '#lib/users/simulation.ts'

export const PUT = handle(startSimulationEndpoint, (ctx, { body }) => startSimulation(ctx, body))
export const DELETE = handle(endSimulationEndpoint, (ctx) => endSimulation(ctx))
