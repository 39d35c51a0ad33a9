/** What we use of postject, which brings no types. */
declare module 'postject' {
  export function inject(
    path: string,
    resourceName: string,
    resource: Buffer,
    options: { sentinelFuse: string; machoSegmentName?: string },
  ): Promise<void>;
}
