import { BlockList, isIP, isIPv4 } from 'node:net';

/** Addresses that no public authorization server has: this machine, private networks, link-local with metadata services, reserved. */
const specialIPv4 = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  specialIPv4.addSubnet(network, prefix, 'ipv4');
/**
 * Everything but global unicast, and of that what embeds an IPv4 address or is documentation. A list of its own: Node counts an
 * IPv4 address as one of ::ffff:0:0/96 too.
 */
const specialIPv6 = new BlockList();
for (const [network, prefix] of [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  specialIPv6.addSubnet(network, prefix, 'ipv6');

/** Whether an IP address is of the public internet. */
export function isPublicAddress(address: string): boolean {
  return isIPv4(address)
    ? !specialIPv4.check(address, 'ipv4')
    : !specialIPv6.check(address, 'ipv6');
}

/** @param hostname as in a URL: names in lower case, IPv6 in brackets. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/** AU-19: addresses that may be opened in a browser. */
export function mayBeOpened(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
}

/** The hosts that the operator registered for one server, which may lie where others may not (AU-18). */
export class TrustedHosts {
  readonly #hosts: ReadonlySet<string>;
  readonly #loopback: boolean;

  /** @param urls of the registry: the server's own, and its issuer. */
  constructor(urls: readonly string[]) {
    const hosts = urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).hostname);
    this.#hosts = new Set(hosts);
    this.#loopback = hosts.some(isLoopbackHost);
  }

  /** Why nothing is asked of this URL, or null. */
  refuses(url: URL): string | null {
    const { protocol, hostname } = url;
    if (protocol !== 'https:' && !(protocol === 'http:' && this.#isOwnLoopback(hostname))) {
      return 'an address is not https';
    }
    const literal = hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && !this.mayConnect(url, literal)) return privateAddress;
    return null;
  }

  /** @param address that the URL's host has, to be connected to next. */
  mayConnect({ protocol, hostname }: URL, address: string): boolean {
    if (protocol === 'http:') return isLoopbackAddress(address);
    if (this.#hosts.has(hostname) || this.#isOwnLoopback(hostname)) return true;
    return isPublicAddress(address);
  }

  #isOwnLoopback(hostname: string): boolean {
    return this.#loopback && isLoopbackHost(hostname);
  }
}

export const privateAddress = 'an address leads into a private network';
