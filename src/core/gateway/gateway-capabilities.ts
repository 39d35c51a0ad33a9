/** What the gateway offers its clients, in `initialize` and in `server/discover`. */
export const gatewayCapabilities = { tools: { listChanged: true } } as const;
