import { describe, expect, it } from 'vitest';
import { isPublicAddress, mayBeOpened, TrustedHosts } from './trusted-hosts.ts';

describe('AU-18: which addresses are of the public internet', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    '%s is',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.100.100.200',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
    '2002:7f00:1::',
    '64:ff9b::a9fe:a9fe',
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('AU-18: what a registered URL allows', () => {
  const away = new TrustedHosts(['https://mcp.example/mcp', '']);
  const here = new TrustedHosts(['http://localhost:3000/mcp', '']);
  const inside = new TrustedHosts(['https://10.0.0.5/mcp', 'https://as.corp/']);
  const refuses = (hosts: TrustedHosts, url: string) => hosts.refuses(new URL(url)) !== null;

  it.each([
    ['http://mcp.example/x', away],
    ['http://127.0.0.1/x', away],
    ['https://127.0.0.1/x', away],
    ['https://[::1]/x', away],
    ['https://169.254.169.254/latest', away],
    ['https://2852039166/latest', away],
    ['http://169.254.169.254/latest', here],
    ['https://10.0.0.6/x', inside],
    ['http://10.0.0.5/x', inside],
    ['file:///etc/passwd', here],
  ])('nothing is asked of %s', (url, hosts) => expect(refuses(hosts, url)).toBe(true));

  it.each([
    ['https://as.example/x', away],
    ['http://localhost:9/x', here],
    ['http://127.0.0.1:9/x', here],
    ['https://10.0.0.5/x', inside],
  ])('%s may be asked', (url, hosts) => expect(refuses(hosts, url)).toBe(false));

  it('a name that leads into the own network is trusted only where it is registered', () => {
    const url = (text: string) => new URL(text);
    expect(away.mayConnect(url('https://as.example/'), '10.0.0.1')).toBe(false);
    expect(away.mayConnect(url('https://as.example/'), '9.9.9.9')).toBe(true);
    expect(inside.mayConnect(url('https://as.corp/'), '10.0.0.1')).toBe(true);
    expect(here.mayConnect(url('http://localhost:9/'), '10.0.0.1')).toBe(false);
  });
});

it.each([
  ['https://as.example/authorize', true],
  ['http://127.0.0.1:9/authorize', true],
  ['http://localhost/authorize', true],
  ['http://as.example/authorize', false],
  ['http://127.0.0.1.evil.example/', false],
  ['javascript:alert(1)', false],
  ['file:///etc/passwd', false],
])('AU-19: whether a browser may be sent to %s: %s', (url, expected) => {
  expect(mayBeOpened(new URL(url))).toBe(expected);
});
